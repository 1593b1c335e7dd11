package dev.forbear.store;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.store.GroupCommit.Operation;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Writes batches of operations through the one connection that writes. For one thread. */
final class SqliteLedger implements GroupCommit.Ledger<Transaction> {

    private static final String LAST_ID = "select seq from sqlite_sequence where name = 'task'";

    private final SqliteFile file;
    private final InstantSource clock;
    private final LongConsumer commitNanos;
    private final Horizon horizon;
    private final Tallies tallies = new Tallies();
    private @Nullable SqliteSession session;
    private long lastId;
    private volatile boolean away;

    /**
     * @param commitNanos hears how long each commit took
     */
    SqliteLedger(SqliteFile file, InstantSource clock, LongConsumer commitNanos, Horizon horizon) {
        this.file = file;
        this.clock = clock;
        this.commitNanos = commitNanos;
        this.horizon = horizon;
    }

    /** True if the last batch could not be written. */
    boolean away() {
        return away;
    }

    @Override
    public List<?> write(List<? extends Operation<? super Transaction, ?>> operations) {
        try {
            var session = session();
            var answers = written(session, operations);
            if (session.wrote()) {
                away = false; // a disk that is full can still be read
            }
            return answers;
        } catch (SQLException e) {
            undo();
            var failure = SqliteFile.failure(e);
            away = failure instanceof StoreAwayException;
            throw failure;
        } catch (RuntimeException | Error e) {
            undo();
            throw e;
        }
    }

    private List<?> written(
            SqliteSession session, List<? extends Operation<? super Transaction, ?>> operations)
            throws SQLException {
        session.begin();
        var now = Micros.kept(clock.instant());
        var transaction = new Transaction(session, tallies, horizon, () -> ++lastId, now);
        var answers = new ArrayList<@Nullable Object>(operations.size());
        for (var operation : operations) {
            answers.add(on(transaction, operation));
        }
        tallies.write(session);
        commit(session);
        transaction.durable();
        return answers;
    }

    private void commit(SqliteSession session) throws SQLException {
        if (!session.wrote()) {
            return;
        }
        var begin = System.nanoTime();
        session.commit();
        try {
            commitNanos.accept(System.nanoTime() - begin);
        } catch (RuntimeException _) {
            // what is durable must not be written again for a listener's sake
        }
    }

    private static @Nullable Object on(
            Transaction transaction, Operation<? super Transaction, ?> operation)
            throws SQLException {
        try {
            return operation.on(transaction);
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SqliteSession session() throws SQLException {
        var present = session;
        if (present == null) {
            present = file.writer();
            if (away) {
                shorten(present);
            }
            tallies.load(present);
            lastId = Math.max(lastId, lastId(present));
            session = present;
        }
        return present;
    }

    /** On a full disk the log may hold the space that is missing. */
    private static void shorten(Session session) {
        try {
            session.list("pragma wal_checkpoint(truncate)", row -> row.getInt(1));
        } catch (SQLException _) {
            // then what is to be written fails, and says why
        }
    }

    private static long lastId(Session session) throws SQLException {
        var last = session.first(LAST_ID, row -> row.getLong(1));
        return last == null ? 0 : last;
    }

    /**
     * Rolls back and begins afresh: after an error of the disk nobody knows what SQLite still
     * holds, and what is in memory is ahead of what is in the file.
     */
    private void undo() {
        var present = session;
        session = null;
        horizon.forget();
        if (present != null) {
            try {
                present.close(); // rolls back
            } catch (SQLException _) {
                // the batch has failed for a reason that says more
            }
        }
    }

    @Override
    public void close() {
        undo();
    }
}
