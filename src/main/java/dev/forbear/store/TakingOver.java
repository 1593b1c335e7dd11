package dev.forbear.store;

import dev.forbear.engine.Claim;
import dev.forbear.task.State;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What becomes of the claims of a dead process. */
final class TakingOver {

    private static final String RUNNING =
            "select r.id, r.epoch from (select distinct controller from tally) c"
                    + " cross join run r on r.controller = c.controller and r.state = 1";
    private static final String CANCELLED =
            "select r.id, r.epoch from run r where r.owner is not null and r.state <> 1";

    private TakingOver() {}

    /** What is held; by a dead process, as long as this one has claimed nothing. */
    static List<Held> left(Session session) throws SQLException {
        var left = new ArrayList<>(session.list(RUNNING, Held::read));
        left.addAll(cancelled(session));
        return List.copyOf(left);
    }

    /** What was cancelled and waits for its thread to end. */
    static List<Held> cancelled(Session session) throws SQLException {
        return session.list(CANCELLED, Held::read);
    }

    /** Makes the attempts of a dead process this one's, and frees what it had cancelled. */
    static List<Claim> takeOver(Transaction transaction, List<Held> orphans) throws SQLException {
        var claims = new ArrayList<Claim>();
        for (var orphan : orphans) {
            var row = transaction.load(orphan);
            if (row == null || row.epoch() != orphan.epoch() || !Columns.held(row.task())) {
                continue;
            }
            if (row.task().state() instanceof State.Running) {
                var ours = row.claimed(row.task());
                transaction.update(row, ours);
                claims.add(
                        new Claim(ours.id(), ours.epoch(), row.task(), ours.task(), Duration.ZERO));
            } else {
                transaction.update(row, row.with(row.task().freed(transaction.now())));
            }
        }
        return claims;
    }
}
