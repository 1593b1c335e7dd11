package dev.forbear.breaking;

import dev.forbear.breaking.check.FaultKind;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** What is done to PostgreSQL. */
final class ServerFaults {

    private static final String SESSIONS =
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = '"
                    + Server.USER
                    + "'";

    private ServerFaults() {}

    static Map<FaultKind, Fault> all(Server server) {
        var all = new EnumMap<FaultKind, Fault>(FaultKind.class);
        all.put(
                FaultKind.SERVER_KILLED,
                (_, _) -> {
                    server.kill();
                    return server::start;
                });
        all.put(
                FaultKind.SESSIONS_ENDED,
                (_, _) -> {
                    try (var connection = server.superuser()) {
                        execute(connection, SESSIONS);
                    }
                    return () -> {};
                });
        all.put(
                FaultKind.HORIZON_PINNED,
                // of no table: a lock on one would be in the way of who locks it for himself
                (_, _) -> held(server, "select pg_current_xact_id()"));
        all.put(
                FaultKind.TABLE_LOCKED,
                (_, _) -> held(server, "lock table run in access exclusive mode"));
        return all;
    }

    /** A transaction that stays open, with its snapshot and its locks. */
    private static Fault.Mending held(Server server, String begin) throws SQLException {
        var connection = server.direct();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        execute(connection, begin);
        return () -> release(connection);
    }

    private static void release(Connection connection) {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            // the server was killed meanwhile, and let go of it
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
