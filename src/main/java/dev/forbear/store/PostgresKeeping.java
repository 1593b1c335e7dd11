package dev.forbear.store;

import dev.forbear.store.GroupCommit.Operation;
import dev.forbear.task.Kind;
import dev.forbear.task.Task;
import dev.forbear.task.TerminalReason;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends, deletes and mends many rows at once; what another transaction has locked can wait. */
final class PostgresKeeping {

    private static final int MOST_DELETED = 1_000;

    /**
     * Whether there is anything to end; asked before a transaction begins. In the order of an
     * index, or a planner that expects many would walk the table for one.
     */
    static final String ANY_OVERDUE =
            "select coalesce((select true from run r where r.deadline_at < (select forbear_now())"
                    + " and r.deadline_at is not null and r.owner is null"
                    + " and r.due_at is not null order by r.deadline_at limit 1), false)";

    /** Whether there is any answer that is kept no more. */
    static final String ANY_ANSWERED =
            "select coalesce((select true from idempotency where at <= (select forbear_now()) - ?"
                    + " order by at limit 1), false)";

    /** Whether there is anything to delete. */
    static final String ANY_ENDED =
            "select exists (select 1 from unnest(array[3, 4, 5], ?::bigint[]) as k (state, kept)"
                    + " cross join lateral (select 1 from run r where r.controller = ?"
                    + " and r.state = k.state and r.state >= 3"
                    + " and r.updated_at < (select forbear_now()) - k.kept"
                    + " order by r.updated_at limit 1) e)";

    private static final String OVERDUE =
            "select r.id from run r where r.deadline_at < ? and r.deadline_at is not null"
                    + " and r.owner is null and r.due_at is not null"
                    + " order by r.deadline_at limit ? for update skip locked";
    private static final String WAITING =
            "select r.id from run r where r.controller = ? and r.owner is null"
                    + " and r.due_at is not null order by r.due_at, r.id limit ?"
                    + " for update skip locked";
    private static final String ENDED =
            "select e.id, e.state from unnest(?::bigint[], ?::bigint[]) as k (state, kept_from)"
                    + " cross join lateral (select r.id, r.state from run r where r.controller = ?"
                    + " and r.state = k.state and r.state >= 3 and r.updated_at < k.kept_from"
                    + " and r.owner is null and coalesce(r.floor_at, 0) <= ?"
                    + " order by r.updated_at limit ? for update skip locked) e limit ?";
    private static final List<String> DELETE =
            List.of(
                    "delete from attempt where task = any(?::bigint[])",
                    "delete from run where id = any(?::bigint[])",
                    "delete from task where id = any(?::bigint[])");
    private static final String DELETE_ANSWERED =
            "delete from idempotency where key_hash in (select key_hash from idempotency"
                    + " where at <= ? order by at limit ? for update skip locked)";

    private PostgresKeeping() {}

    static Operation<PostgresTransaction, List<Task>> expiring(int limit) {
        return transaction -> {
            var now = Micros.of(transaction.now());
            var ids = transaction.sql().list(OVERDUE, row -> row.getLong(1), now, limit);
            return end(transaction, ids, TerminalReason.DEADLINE_EXCEEDED);
        };
    }

    static Operation<PostgresTransaction, List<Task>> abandoning(String controller, int limit) {
        return transaction -> {
            var ids = transaction.sql().list(WAITING, row -> row.getLong(1), controller, limit);
            return end(transaction, ids, TerminalReason.UNKNOWN_CONTROLLER);
        };
    }

    private static List<Task> end(
            PostgresTransaction transaction, List<Long> ids, TerminalReason reason)
            throws SQLException {
        return Housekeeping.end(transaction, transaction.load(ids), reason);
    }

    static Operation<PostgresTransaction, Integer> deleting(
            String controller, Duration succeeded, Duration others) {
        return transaction -> {
            var now = Micros.of(transaction.now());
            var kinds = new Unnested("nn");
            kinds.add(Kind.SUCCEEDED.code(), now - Micros.of(succeeded));
            kinds.add(Kind.FAILED.code(), now - Micros.of(others));
            kinds.add(Kind.CANCELLED.code(), now - Micros.of(others));
            var ids = new ArrayList<Long>();
            var values = new ArrayList<>(List.of(kinds.after()));
            values.addAll(List.of(controller, now, MOST_DELETED, MOST_DELETED));
            transaction
                    .sql()
                    .walk(
                            ENDED,
                            row -> {
                                ids.add(row.getLong(1));
                                var kind = Kind.of(row.getInt(2));
                                transaction.changes().deleted(controller, kind, 1);
                                return true;
                            },
                            values.toArray());
            return delete(transaction, ids);
        };
    }

    private static int delete(PostgresTransaction transaction, List<Long> ids) throws SQLException {
        if (!ids.isEmpty()) {
            for (var sql : DELETE) {
                transaction.sql().update(sql, (Object) ids.toArray(Long[]::new));
            }
        }
        return ids.size();
    }

    static Operation<PostgresTransaction, Integer> deletingAnswered() {
        return transaction -> {
            var bound = Micros.of(Answered.bound(transaction.now()));
            return transaction.sql().update(DELETE_ANSWERED, bound, MOST_DELETED);
        };
    }
}
