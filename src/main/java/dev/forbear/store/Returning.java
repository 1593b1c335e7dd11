package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.task.Kind;
import dev.forbear.task.State;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What becomes of claims whose attempt will not run here: given back, or taken over. */
final class Returning {

    private static final String RUNNING =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.state = 1";
    private static final String LEASED =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.owner is not null"
                    + " and r.state <> 1";

    private Returning() {}

    /** Makes what was never started wait as before. */
    static int giveBack(Transaction transaction, List<Claim> claims) throws SQLException {
        var now = transaction.now();
        var given = 0;
        for (var claim : claims) {
            var row = transaction.load(claim.row());
            if (row != null && row.epoch() == claim.epoch() && Columns.held(row.task())) {
                var task = row.task();
                var after =
                        task.state() instanceof State.Running
                                ? task.givenBack(claim.before(), now)
                                : task.freed(now);
                transaction.update(row, row.with(after));
                given++;
            }
        }
        return given;
    }

    /**
     * Makes the attempts of a dead process this one's, frees what it had cancelled, and mends what
     * a clock that was set back since has left in the future.
     */
    static List<Claim> takeOver(Transaction transaction) throws SQLException {
        SetBack.mendAll(transaction);
        var now = transaction.now();
        var sql = transaction.sql();
        for (var row : sql.list(LEASED, Rows::read)) {
            transaction.update(row, row.with(row.task().freed(now)));
        }
        var claims = new ArrayList<Claim>();
        for (var controller : transaction.tallies().controllers()) {
            if (transaction.tallies().of(controller, Kind.RUNNING) == 0) {
                continue;
            }
            for (var row : sql.list(RUNNING, Rows::read, controller)) {
                var ours = row.claimed(row.task());
                transaction.update(row, ours);
                claims.add(
                        new Claim(ours.id(), ours.epoch(), row.task(), ours.task(), Duration.ZERO));
            }
        }
        return claims;
    }
}
