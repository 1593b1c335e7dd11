package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.task.State;

import java.sql.SQLException;
import java.util.List;

/** What becomes of claims whose attempt will not run here. */
final class Returning {

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
}
