package dev.forbear.store;

import dev.forbear.task.Kind;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which controllers this process has, and when each was last seen. */
final class Nodes {

    private static final String SEEN =
            "insert into controller (name, seen_at) values (?, ?)"
                    + " on conflict (name) do update set seen_at = excluded.seen_at";
    private static final String LAST_SEEN = "select seen_at from controller where name = ?";
    private static final String BEAT =
            "insert into node (id, started_at, seen_at) values (?, ?, ?)"
                    + " on conflict (id) do update set seen_at = excluded.seen_at";

    private volatile Set<String> here = Set.of();

    List<String> heartbeat(Transaction transaction, List<String> controllers) throws SQLException {
        beat(transaction);
        var now = Micros.of(transaction.now());
        for (var name : controllers) {
            transaction.sql().update(SEEN, name, now);
        }
        transaction.onceDurable(() -> here = Set.copyOf(controllers));
        return List.copyOf(controllers);
    }

    /** A write that changes nothing of note. */
    static int beat(Transaction transaction) throws SQLException {
        var now = Micros.of(transaction.now());
        return transaction.sql().update(BEAT, Rows.NODE, now, now);
    }

    /** Controllers with waiting tasks that nobody has had for so long. */
    List<String> gone(Transaction transaction, Duration after) throws SQLException {
        var gone = new ArrayList<String>();
        for (var name : transaction.tallies().controllers()) {
            if (!here.contains(name) && anyWaits(transaction.tallies(), name)) {
                var unseen = Duration.between(lastSeen(transaction, name), transaction.now());
                if (unseen.compareTo(after) > 0) {
                    gone.add(name);
                }
            }
        }
        return gone;
    }

    private static boolean anyWaits(Tallies tallies, String controller) {
        return tallies.of(controller, Kind.QUEUED) + tallies.of(controller, Kind.BACKING_OFF) > 0;
    }

    /** One that never was seen is counted from when it is first missed. */
    private static Instant lastSeen(Transaction transaction, String controller)
            throws SQLException {
        var seen = transaction.sql().first(LAST_SEEN, row -> row.getLong(1), controller);
        if (seen != null && seen != 0) {
            return Micros.instant(seen.longValue());
        }
        transaction.sql().update(SEEN, controller, Micros.of(transaction.now()));
        return transaction.now();
    }
}
