package dev.forbear.store;

import dev.forbear.engine.Claim;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row that a thread has, or had.
 *
 * @param row the task's number
 * @param epoch of the claim that it is held by
 */
record Held(long row, long epoch) {

    static Held by(Claim claim) {
        return new Held(claim.row(), claim.epoch());
    }

    /** Reads the columns id and epoch. */
    static Held read(ResultSet row) throws SQLException {
        return new Held(row.getLong(1), row.getLong(2));
    }
}
