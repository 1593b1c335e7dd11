package dev.forbear.store;

import dev.forbear.store.GroupCommit.Operation;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Writes batches of operations to PostgreSQL, and what else is a transaction on tasks. */
final class PostgresLedger implements GroupCommit.Ledger<PostgresTransaction> {

    private final PostgresDatabase database;
    private final StoreClock clock;
    private final Ownership ownership;
    private final LongConsumer commitNanos;
    private final Consumer<Map<String, Instant>> written;

    /**
     * @param commitNanos hears how long each commit took, with what is written last
     * @param written hears for each controller the earliest due time that became durable
     */
    PostgresLedger(
            PostgresDatabase database,
            StoreClock clock,
            Ownership ownership,
            LongConsumer commitNanos,
            Consumer<Map<String, Instant>> written) {
        this.database = database;
        this.clock = clock;
        this.ownership = ownership;
        this.commitNanos = commitNanos;
        this.written = written;
    }

    @Override
    public List<?> write(List<? extends Operation<? super PostgresTransaction, ?>> operations) {
        return transact(transaction -> Arrays.asList(answers(transaction, operations)));
    }

    /**
     * Does something in a transaction of its own, on the caller's thread; it must skip what is
     * locked.
     */
    <R> R alone(Operation<? super PostgresTransaction, R> operation) {
        return transact(transaction -> {
            transaction.readTheTime();
            return on(transaction, operation);
        });
    }

    private <R> R transact(Doing<R> doing) {
        var dues = new ArrayList<Map<String, Instant>>();
        var result =
                database.transact(session -> {
                    var transaction = new PostgresTransaction(session, clock, ownership);
                    var answer = doing.in(transaction);
                    dues.add(transaction.dues());
                    commit(transaction);
                    return answer;
                });
        written.accept(dues.getLast()); // the last try is the one that counts
        return result;
    }

    private void commit(PostgresTransaction transaction) throws SQLException {
        var begin = System.nanoTime();
        transaction.commit();
        try {
            commitNanos.accept(System.nanoTime() - begin);
        } catch (RuntimeException _) {
            // what is durable must not be written again for a listener's sake
        }
    }

    private interface Doing<R> {
        R in(PostgresTransaction transaction) throws SQLException;
    }

    /** First the moves of named tasks, together; then the others, which find them written. */
    private static @Nullable Object[] answers(
            PostgresTransaction transaction,
            List<? extends Operation<? super PostgresTransaction, ?>> operations)
            throws SQLException {
        var moves = new ArrayList<Move<?>>();
        for (var operation : operations) {
            if (operation instanceof Move<?> move) {
                moves.add(move);
            }
        }
        if (!moves.isEmpty()) {
            transaction.lock(moves);
        }
        var answers = new @Nullable Object[operations.size()];
        for (var i = 0; i < answers.length; i++) {
            if (operations.get(i) instanceof Move<?> move) {
                answers[i] = on(transaction, move);
            }
        }
        for (var i = 0; i < answers.length; i++) {
            if (!(operations.get(i) instanceof Move<?>)) {
                answers[i] = on(transaction, operations.get(i));
            }
        }
        return answers;
    }

    private static <R> R on(
            PostgresTransaction transaction, Operation<? super PostgresTransaction, R> operation)
            throws SQLException {
        try {
            return operation.on(transaction);
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // each transaction has given its connection back
    }
}
