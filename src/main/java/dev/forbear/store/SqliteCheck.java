package dev.forbear.store;

import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * Looks at a database file, without a write, before it is used; then makes it or brings it up to
 * date.
 */
final class SqliteCheck {

    /** "FrBr"; what the first migration writes. */
    static final int APPLICATION_ID = 0x46724272;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** What can be checked in a fraction of a second; a larger file is trusted. */
    private static final long LARGEST_CHECKED = 64L << 20;

    private static final String TABLES =
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
                    + " order by name limit 5";
    private static final String VERSION =
            "select max(cast(version as integer)) from "
                    + Migrations.HISTORY
                    + " where success = 1";

    private final SqliteFile file;
    private final Path path;

    private SqliteCheck(SqliteFile file) {
        this.file = file;
        this.path = file.path();
    }

    /**
     * @throws UnusableDataDirException if it is not ours, damaged or newer; it is left untouched
     */
    static void prepare(SqliteFile file) {
        var check = new SqliteCheck(file);
        if (check.version() < Migrations.SQLITE.newest()) {
            check.migrate();
        }
    }

    /** The version of the schema; 0 where there is none yet. */
    private int version() {
        try {
            if (!Files.exists(path) || (Files.isRegularFile(path) && Files.size(path) == 0)) {
                return 0;
            }
            if (!Files.isRegularFile(path) || !beginsLikeSqlite()) {
                throw unusable("is not an SQLite database", "move it away", null);
            }
            if (!Files.isWritable(path)) {
                throw unusable("cannot be written", "make it writable", null);
            }
            try (var session = file.readOnly()) {
                return version(session);
            }
        } catch (IOException e) {
            throw unreadable(e);
        } catch (SQLException e) {
            throw isOfTheFile(e) ? damaged(e.toString(), e) : unreadable(e);
        }
    }

    private static boolean isOfTheFile(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB);
    }

    private UnusableDataDirException unreadable(Exception e) {
        return unusable("cannot be read (" + rootCause(e) + ")", "make it readable", e);
    }

    private static Throwable rootCause(Throwable e) {
        return e.getCause() == null ? e : rootCause(e.getCause());
    }

    private boolean beginsLikeSqlite() throws IOException {
        try (var in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    private int version(Session session) throws SQLException, IOException {
        var id = session.one("pragma application_id", row -> row.getInt(1));
        var tables = session.list(TABLES, row -> Rows.text(row, 1));
        var ours = id == APPLICATION_ID || tables.contains(Migrations.HISTORY);
        if (!ours && (id != 0 || !tables.isEmpty())) {
            throw foreign(id, tables);
        }
        if (Files.size(path) <= LARGEST_CHECKED) {
            var found = session.one("pragma quick_check(1)", row -> Rows.text(row, 1));
            if (!found.equals("ok")) {
                throw damaged(found, null);
            }
        }
        if (!tables.contains(Migrations.HISTORY)) {
            return 0;
        }
        var version = session.one(VERSION, row -> row.getInt(1));
        if (version > Migrations.SQLITE.newest()) {
            throw newer(version);
        }
        return version;
    }

    private UnusableDataDirException foreign(int id, List<String> tables) {
        return unusable(
                "belongs to another application (application_id " + id + ", tables " + tables + ")",
                "set forbear.data-dir to a directory of Forbear's own",
                null);
    }

    private UnusableDataDirException newer(int version) {
        return unusable(
                "was written by a newer version of Forbear (its schema is version "
                        + version
                        + ", this one knows up to "
                        + Migrations.SQLITE.newest()
                        + ")",
                "start that version",
                null);
    }

    private UnusableDataDirException damaged(String how, @Nullable Exception e) {
        return unusable(
                "is damaged (" + how + ")",
                "restore it from a backup, or move it away to begin with an empty one",
                e);
    }

    private UnusableDataDirException unusable(String why, String mend, @Nullable Exception e) {
        return new UnusableDataDirException(
                "the database " + path + " " + why + " and was left untouched; " + mend, e);
    }

    private void migrate() {
        var config = file.config();
        // the many commits of a migration need not be durable: the first of a task makes them so
        config.setSynchronous(SynchronousMode.NORMAL);
        var source = new SQLiteDataSource(config);
        source.setUrl(file.url());
        try {
            Migrations.SQLITE.apply(source);
        } catch (FlywayException e) {
            throw new UnusableDataDirException(
                    "the database "
                            + path
                            + " could not be made or brought up to date: "
                            + rootCause(e),
                    e);
        }
    }
}
