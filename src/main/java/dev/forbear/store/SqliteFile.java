package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The database file and how it is connected to. */
final class SqliteFile {

    private static final int BUSY_MILLIS = 5_000;

    /** Kibibytes, as a negative number. */
    private static final int WRITER_CACHE = -32_768;

    private static final int READER_CACHE = -4_096;

    /** A checkpoint syncs twice: at 40 MB it costs little of what was written meanwhile. */
    private static final int CHECKPOINT_PAGES = 10_000;

    private static final int LARGEST_LEFTOVER_WAL = 64 << 20;

    private final Path path;
    private volatile int maxPages;

    SqliteFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** The file may not grow beyond so many pages; for tests of a full disk. 0: no limit. */
    void limit(int pages) {
        maxPages = pages;
    }

    /** For the one thread that writes. */
    SqliteSession writer() throws SQLException {
        return session(WRITER_CACHE);
    }

    SqliteSession reader() throws SQLException {
        var session = session(READER_CACHE);
        session.update("pragma query_only = on");
        return session;
    }

    private SqliteSession session(int cache) throws SQLException {
        var config = config();
        config.setCacheSize(cache);
        if (maxPages > 0) {
            config.setMaxPageCount(maxPages);
        }
        var connection = config.createConnection(url());
        try {
            connection.setAutoCommit(false);
            // the driver has begun one, and would begin the next right after a commit, locks and
            // all
            try (var statement = connection.createStatement()) {
                statement.execute("rollback");
            }
            return new SqliteSession(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * To look without leaving a trace: where no log is left from a crash, not even the files of a
     * log are made.
     */
    SqliteSession readOnly() throws SQLException, IOException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        var log = path.resolveSibling(path.getFileName() + "-wal");
        var clean = !Files.exists(log) || Files.size(log) == 0;
        return new SqliteSession(config.createConnection(clean ? url() + "?immutable=1" : url()));
    }

    SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        config.setJournalSizeLimit(LARGEST_LEFTOVER_WAL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false); // or the driver prepares a query after each insert
        return config;
    }

    /** As a URI, for in a path the driver would take what follows a question mark for settings. */
    String url() {
        return "jdbc:sqlite:" + path.toUri();
    }

    /** What an error of the database means: that it is away, or that the statement is at fault. */
    static RuntimeException failure(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            return switch (sqlite.getResultCode().code & 0xff) {
                case 1, 12, 18, 19, 20, 21, 25 -> // ERROR, …, CONSTRAINT, MISMATCH, MISUSE, RANGE
                        new IllegalStateException("the store refused a statement", e);
                default -> new StoreAwayException("the store cannot be used now", e);
            };
        }
        return new StoreAwayException("the store cannot be used now", e);
    }
}
