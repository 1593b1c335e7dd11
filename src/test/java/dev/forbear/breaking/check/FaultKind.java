package dev.forbear.breaking.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is done to the service and to its store, and how long it lasts. */
public enum FaultKind {
    /** kill -9, and a new process. */
    KILL(Hits.REPLICA, On.BOTH, 0, 3_000),
    /** SIGTERM, and a new process. */
    TERMINATE(Hits.REPLICA, On.BOTH, 0, 2_000),
    /** SIGSTOP, and SIGCONT when a lease, if there is one, and this time are over. */
    FREEZE(Hits.REPLICA, On.BOTH, 2_000, 6_000),
    /** No file may grow. */
    DISK_FULL(Hits.REPLICA, On.SQLITE, 1_000, 8_000),
    /** The data-dir and its files may not be written, and the process is killed in the middle. */
    READ_ONLY(Hits.REPLICA, On.SQLITE, 4_000, 10_000),
    /** The wall clock of a replica is an hour off. */
    CLOCK_APART(Hits.REPLICA, On.BOTH, 3_000, 15_000),
    /** kill -9 of PostgreSQL with all its backends, and a restart. */
    SERVER_KILLED(Hits.STORE, On.POSTGRESQL, 0, 8_000),
    /** pg_terminate_backend for each connection. */
    SESSIONS_ENDED(Hits.STORE, On.POSTGRESQL, 0, 10),
    /** Connections to PostgreSQL are cut and new ones refused. */
    LINK_DROPPED(Hits.REPLICA, On.POSTGRESQL, 500, 20_000),
    /** What goes to and from PostgreSQL is late. */
    LINK_DELAYED(Hits.REPLICA, On.POSTGRESQL, 2_000, 10_000),
    /** Nothing passes, and nobody is told. */
    LINK_STALLED(Hits.REPLICA, On.POSTGRESQL, 2_000, 25_000),
    /** One direction of each connection is closed. */
    LINK_HALF_CLOSED(Hits.REPLICA, On.POSTGRESQL, 500, 5_000),
    /** A transaction that pins the vacuum horizon. */
    HORIZON_PINNED(Hits.NOTHING, On.POSTGRESQL, 15_000, 40_000),
    /** A lock on the table that every move needs. */
    TABLE_LOCKED(Hits.STORE, On.POSTGRESQL, 1_000, 12_000);

    /** Whose work it hinders. */
    public enum Hits {
        REPLICA,
        STORE,
        NOTHING
    }

    private enum On {
        SQLITE,
        POSTGRESQL,
        BOTH
    }

    private final Hits hits;
    private final On on;
    private final Duration least;
    private final Duration most;

    FaultKind(Hits hits, On on, long leastMillis, long mostMillis) {
        this.hits = hits;
        this.on = on;
        this.least = Duration.ofMillis(leastMillis);
        this.most = Duration.ofMillis(mostMillis);
    }

    public Hits hits() {
        return hits;
    }

    public Duration least() {
        return least;
    }

    public Duration most() {
        return most;
    }

    /**
     * @param store sqlite or postgresql
     */
    public static List<FaultKind> of(String store) {
        var here = On.valueOf(store.toUpperCase(Locale.ROOT));
        return Arrays.stream(values()).filter(f -> f.on == here || f.on == On.BOTH).toList();
    }
}
