package dev.forbear.store;

import static java.util.stream.Collectors.joining;

import dev.forbear.engine.StoreAwayException;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/** Looks at a database before it is used, and brings its schema up to date. */
final class PostgresCheck {

    private static final int OLDEST_SERVER = 14;

    /** Each step of the schema is one that the version before can work with. */
    private static final int STEPS_AHEAD = 1;

    private static final System.Logger LOG = System.getLogger("forbear.store");

    private static final String TABLES =
            "'{attempt,controller,fingerprint,idempotency,node,run,tally,task}'::text[]";

    private static final String SERVER =
            "select current_setting('server_version_num')::int / 10000,"
                    + " current_setting('server_version'), current_setting('server_encoding'),"
                    + " current_schema(), current_setting('search_path')";

    /** Tables of the names of ours where we have made none yet. */
    private static final String FOREIGN =
            "select current_schema(), coalesce(string_agg(c.relname, ', ' order by c.relname), '')"
                    + " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                    + " where n.nspname = current_schema() and c.relname = any ("
                    + TABLES
                    + ") and not exists (select from pg_class h where h.relnamespace = n.oid"
                    + " and h.relname = '"
                    + Migrations.HISTORY
                    + "')";

    private static final String VERSION =
            "select coalesce(max(version::int), 0) from "
                    + Migrations.HISTORY
                    + " where success and version ~ '^[0-9]+$'";

    /** The tables that the user may not work with. */
    private static final String FORBIDDEN =
            "select current_user, coalesce(string_agg(name, ', '), '') from unnest("
                    + TABLES
                    + ") as t (name) where not (has_table_privilege(name, 'select')"
                    + " and has_table_privilege(name, 'insert')"
                    + " and has_table_privilege(name, 'update')"
                    + " and has_table_privilege(name, 'delete'))";

    /** How a pooler words what it will not do; it has one code for all. */
    private static final Pattern REFUSED_BY_POOLER =
            Pattern.compile("authentication failed|no such (database|user)|startup parameter");

    private static final Pattern STEP = Pattern.compile("V\\d+__\\w+\\.sql");

    private PostgresCheck() {}

    /**
     * @param migrations where the schema is made; may be another user of the same database
     * @throws StoreAwayException if it cannot be reached now
     * @throws UnusableDatabaseException if it is not to be used as it is
     */
    static void prepare(DataSource migrations) {
        try (var session = new PostgresSession(migrations.getConnection())) {
            refuse(session.one(SERVER, PostgresCheck::unfit));
            refuse(session.one(FOREIGN, PostgresCheck::foreign));
        } catch (SQLException e) {
            throw refusal(e, e);
        }
        try {
            Migrations.POSTGRESQL.applyBesideOthers(migrations);
        } catch (FlywayException e) {
            throw refusal(e);
        }
        try (var session = new PostgresSession(migrations.getConnection())) {
            refuse(session.one(VERSION, PostgresCheck::newer));
        } catch (SQLException e) {
            throw refusal(e, e);
        }
    }

    /**
     * Looks whether the user who works, who need not be the one who made the tables, may use them.
     *
     * @throws StoreAwayException if the database cannot be reached now
     * @throws UnusableDatabaseException if he may not, or the tables are elsewhere
     */
    static void reach(DataSource source) {
        try (var session = new PostgresSession(source.getConnection())) {
            refuse(session.one(FORBIDDEN, PostgresCheck::forbidden));
        } catch (SQLException e) {
            throw refusal(e, e);
        }
    }

    private static void refuse(String finding) {
        if (!finding.isEmpty()) {
            throw new UnusableDatabaseException(finding, null);
        }
    }

    private static String forbidden(ResultSet row) throws SQLException {
        var tables = row.getString(2);
        return tables.isEmpty()
                ? ""
                : "the user "
                        + row.getString(1)
                        + " may not select, insert, update and delete in "
                        + tables
                        + ": grant it";
    }

    /** What is wrong with the server or the database; empty if nothing is. */
    private static String unfit(ResultSet row) throws SQLException {
        if (row.getInt(1) < OLDEST_SERVER) {
            return "PostgreSQL "
                    + row.getString(2)
                    + " is too old: version "
                    + OLDEST_SERVER
                    + " or newer is needed";
        }
        if (!"UTF8".equals(row.getString(3))) {
            return "the database's encoding is "
                    + row.getString(3)
                    + ": make it with encoding UTF8";
        }
        if (row.getString(4) == null) {
            return "of the schemas in search_path ("
                    + row.getString(5)
                    + ") there is none that this user may use: create it, or name another by"
                    + " currentSchema in the URL";
        }
        return "";
    }

    private static String foreign(ResultSet row) throws SQLException {
        var tables = row.getString(2);
        return tables.isEmpty()
                ? ""
                : "the schema "
                        + row.getString(1)
                        + " has tables of another application: "
                        + tables
                        + "; give Forbear a database of its own, or a schema by currentSchema in"
                        + " the URL";
    }

    /** What is wrong with the schema; empty if nothing is. */
    private static String newer(ResultSet row) throws SQLException {
        var found = row.getInt(1);
        var known = Migrations.POSTGRESQL.newest();
        if (found <= known) {
            return "";
        }
        var newer = "the database has schema version " + found + " of a newer Forbear";
        if (found <= known + STEPS_AHEAD) {
            LOG.log(Level.INFO, newer + ", with which this one, of version {0}, works", known);
            return "";
        }
        return newer
                + "; this one knows versions up to "
                + known
                + " and works with one newer: start the newer one";
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
    private static boolean stays(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return Set.of("28", "3D", "42").contains(state.substring(0, Math.min(2, state.length())))
                || (state.equals("08P01")
                        && REFUSED_BY_POOLER.matcher(String.valueOf(e.getMessage())).find());
    }

    /** A step is one transaction: what fails leaves the schema as it was. */
    private static RuntimeException refusal(FlywayException e) {
        var sql = sql(e);
        var step = STEP.matcher(String.valueOf(e.getMessage()));
        if (sql == null || !step.find()) {
            return refusal(sql, e);
        }
        var told =
                "the step %s of its schema failed and changed nothing: %s"
                        .formatted(step.group(), said(sql));
        return !stays(sql) && PostgresDatabase.isAway(sql)
                ? new StoreAwayException("the database cannot be used now: " + told, e)
                : new UnusableDatabaseException("the database cannot be used: " + told, e);
    }

    private static RuntimeException refusal(@Nullable SQLException e, Exception told) {
        var known = e == null ? null : sql(e);
        var stays = known != null && stays(known);
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
