package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

import javax.sql.DataSource;

/**
 * How PostgreSQL is connected to. Each transaction takes a connection and brings all its settings
 * along, so that a pooler may give it another one each time; unless connections come settled. Safe
 * for use by many threads.
 */
final class PostgresDatabase implements Readers.Source {

    private static final int MOST_TRIES = 10;

    /** A server that says nothing for so long is away. */
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Tables are never walked, however little the planner knows of them yet. */
    private static final String PLANNED = planned(true);

    private static final String BEGIN =
            "set transaction isolation level read committed; select " + settings(true);

    /** What a connection is told once, if it stays ours. */
    static final String SETTLE =
            "set session characteristics as transaction isolation level read committed; select "
                    + settings(false);

    private static final String BEGIN_TO_READ =
            "set transaction isolation level repeatable read, read only; select"
                    + " set_config('statement_timeout', '8s', true),"
                    + " set_config('enable_hashjoin', 'off', true),"
                    + " set_config('plan_cache_mode', 'auto', true),"
                    + PLANNED;

    /** Of a server that was demoted. */
    private static final String READ_ONLY = "25006";

    private static final Set<String> REDONE = Set.of("40001", "40P01");

    private final DataSource source;

    /** A source that knows what its connections were told. */
    interface Settled extends DataSource {
        /** True if all that it gave so far were told {@link #SETTLE} and are one client's each. */
        boolean areSettled();
    }

    PostgresDatabase(DataSource source) {
        this.source = source;
    }

    /**
     * Waits end before the driver's do, or what waits in the server would go on to hold its locks.
     * What commits is on disk, whatever the server's default. Plans are kept: they are the same for
     * all values, and planning costs more than what is planned.
     */
    private static String settings(boolean local) {
        return """
        set_config('lock_timeout', '4s', %1$s),
        set_config('statement_timeout', '8s', %1$s),
        set_config('idle_in_transaction_session_timeout', '8s', %1$s),
        set_config('synchronous_commit', case current_setting('synchronous_commit')
        when 'off' then 'on' else current_setting('synchronous_commit') end, %1$s),
        set_config('plan_cache_mode', 'force_generic_plan', %1$s),
        """
                        .formatted(local)
                + planned(local);
    }

    private static String planned(boolean local) {
        return """
        set_config('enable_seqscan', 'off', %1$s),
        set_config('enable_mergejoin', 'off', %1$s),
        set_config('enable_bitmapscan', 'off', %1$s),
        set_config('jit', 'off', %1$s)
        """
                .formatted(local);
    }

    private PostgresSession session() throws SQLException {
        var connection = source.getConnection();
        try {
            connection.setNetworkTimeout(Runnable::run, TIMEOUT_MILLIS);
            return new PostgresSession(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** What is done in one transaction; may be done more than once, of which one is durable. */
    interface Work<R> {
        R in(PostgresSession session) throws SQLException;
    }

    /** Returns when it is durable. The work may commit itself, as the last that it does. */
    <R> R transact(Work<R> work) {
        for (var tries = 1; ; tries++) {
            try {
                return tried(work);
            } catch (SQLException e) {
                if (!REDONE.contains(String.valueOf(e.getSQLState())) || tries == MOST_TRIES) {
                    throw failure(e);
                }
            }
        }
    }

    private <R> R tried(Work<R> work) throws SQLException {
        try (var session = session()) {
            return within(session, areSettled() ? "" : BEGIN, work);
        }
    }

    private boolean areSettled() {
        return source instanceof Settled ours && ours.areSettled();
    }

    private static <R> R within(PostgresSession session, String begin, Work<R> work)
            throws SQLException {
        var connection = session.connection();
        connection.setAutoCommit(false);
        var done = false;
        try {
            if (!begin.isEmpty()) {
                execute(connection, begin);
            }
            var result = work.in(session);
            connection.commit();
            done = true;
            return result;
        } catch (SQLException e) {
            leaveIfReadOnly(connection, e);
            throw e;
        } finally {
            if (!done) {
                undo(connection);
            }
        }
    }

    private static void leaveIfReadOnly(Connection connection, SQLException e) throws SQLException {
        if (READ_ONLY.equals(e.getSQLState())) {
            connection.abort(Runnable::run); // or the pool would go on to lend it
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void undo(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException _) {
            // it has failed for a reason that says more
        }
    }

    @Override
    public <R> R read(Readers.Reading<R> reading) throws SQLException {
        try (var session = session()) {
            return within(session, BEGIN_TO_READ, reading::from);
        }
    }

    /** One statement that changes something; a transaction only where it needs its settings. */
    <R> R change(Work<R> statement) {
        return areSettled() ? ask(statement) : transact(statement);
    }

    /** One statement, outside of a transaction. */
    <R> R ask(Work<R> statement) {
        try (var session = session()) {
            return alone(session, statement);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static <R> R alone(PostgresSession session, Work<R> statement) throws SQLException {
        var connection = session.connection();
        connection.setAutoCommit(true);
        try {
            return statement.in(session);
        } catch (SQLException e) {
            leaveIfReadOnly(connection, e);
            throw e;
        }
    }

    /** What an error means: that the database is away, or that the statement is at fault. */
    @Override
    public RuntimeException failure(SQLException e) {
        return isAway(e)
                ? new StoreAwayException("the store cannot be used now: " + said(e), e)
                : new IllegalStateException("the store refused a statement: " + said(e), e);
    }

    private static String said(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * True where nothing is wrong with what was asked: no connection or none that may write, too
     * few resources, timeouts, an administrator's doing, or a conflict that did not go away.
     */
    static boolean isAway(SQLException e) {
        var state = e.getSQLState();
        return state == null
                || state.length() != 5
                || switch (state.substring(0, 2)) {
                    case "08", "28", "3D", "40", "53", "57", "58" -> true;
                    case "25" -> Set.of(READ_ONLY, "25P03", "25P04").contains(state);
                    case "55" -> state.equals("55P03");
                    default -> false;
                };
    }

    @Override
    public void close() {
        // each read has given its connection back
    }
}
