package dev.forbear.store;

import static java.util.stream.Collectors.joining;

import dev.forbear.engine.StoreAwayException;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Set;

import javax.sql.DataSource;

/** Looks at a database before it is used, and brings its schema up to date. */
final class PostgresCheck {

    private static final int OLDEST_SERVER = 14;

    private static final String SERVER =
            "select current_setting('server_version_num')::int / 10000,"
                    + " current_setting('server_encoding'), current_setting('server_version')";
    private static final String VERSION =
            "select coalesce(max(version::int), 0) from "
                    + Migrations.HISTORY
                    + " where success and version ~ '^[0-9]+$'";

    private PostgresCheck() {}

    /**
     * @param migrations where the schema is made; may be another user of the same database
     * @throws StoreAwayException if it cannot be reached now
     * @throws UnusableDatabaseException if it is not to be used as it is
     */
    static void prepare(DataSource migrations) {
        try (var session = new PostgresSession(migrations.getConnection())) {
            server(session);
        } catch (SQLException e) {
            throw refusal(e, e);
        }
        try {
            Migrations.POSTGRESQL.applyBesideOthers(migrations);
        } catch (FlywayException e) {
            throw refusal(sql(e), e);
        }
        try (var session = new PostgresSession(migrations.getConnection())) {
            version(session.one(VERSION, row -> row.getInt(1)));
        } catch (SQLException e) {
            throw refusal(e, e);
        }
    }

    private static void server(PostgresSession session) throws SQLException {
        session.walk(
                SERVER,
                row -> {
                    if (row.getInt(1) < OLDEST_SERVER) {
                        throw new UnusableDatabaseException(
                                "PostgreSQL "
                                        + row.getString(3)
                                        + " is too old: version "
                                        + OLDEST_SERVER
                                        + " or newer is needed",
                                null);
                    }
                    if (!"UTF8".equals(row.getString(2))) {
                        throw new UnusableDatabaseException(
                                "the database's encoding is "
                                        + row.getString(2)
                                        + ": make it with encoding UTF8",
                                null);
                    }
                    return true;
                });
    }

    private static void version(int found) {
        if (found > Migrations.POSTGRESQL.newest()) {
            throw new UnusableDatabaseException(
                    "the database has schema version "
                            + found
                            + " of a newer Forbear; this one knows versions up to "
                            + Migrations.POSTGRESQL.newest()
                            + ": start the newer one",
                    null);
        }
    }

    private static @Nullable SQLException sql(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql;
            }
        }
        return null;
    }

    /** A name or a password that is wrong stays wrong. */
    private static RuntimeException refusal(@Nullable SQLException e, Exception told) {
        var known = e == null ? null : sql(e);
        var state = known == null ? "" : String.valueOf(known.getSQLState());
        var stays = state.length() == 5 && Set.of("28", "3D", "42").contains(state.substring(0, 2));
        if (e != null && !stays && PostgresDatabase.isAway(known == null ? e : known)) {
            return new StoreAwayException("the database cannot be reached: " + said(told), told);
        }
        return new UnusableDatabaseException(
                "the database cannot be used: " + said(known == null ? told : known), told);
    }

    private static String said(Exception e) {
        return String.valueOf(e.getMessage()).strip().lines().limit(3).collect(joining(" "));
    }
}
