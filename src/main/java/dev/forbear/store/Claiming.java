package dev.forbear.store;

import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.store.GroupCommit.Operation;
import dev.forbear.task.Task;
import dev.forbear.task.TerminalReason;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Claims what is due, oldest first. */
final class Claiming implements Operation<Transaction, Claiming.Claimed> {

    /** The earliest due time of each controller named in a JSON array. */
    private static final String EARLIEST =
            "select c.value, (select min(r.due_at) from run r where r.controller = c.value"
                    + " and r.due_at is not null) from json_each(?) c";

    private static final String DUE =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.due_at <= ? and r.crashes < 2 order by r.due_at, r.id limit ?";
    private static final String SUSPECT =
            "select"
                    + Rows.COLUMNS
                    + "from run r cross join task t on t.id = r.id where r.controller = ?"
                    + " and r.due_at <= ? and r.crashes >= 2 order by r.due_at, r.id limit 1";

    private static final Comparator<Row> OLDEST_FIRST =
            Comparator.comparing(Claiming::due).thenComparingLong(Row::id);

    private final List<Appetite> appetites;
    private final boolean suspects;

    Claiming(List<Appetite> appetites, boolean suspects) {
        this.appetites = List.copyOf(appetites);
        this.suspects = suspects;
    }

    /**
     * @param next the earliest due time that was left; Instant.MAX if none
     */
    record Claimed(List<Pair> pairs, List<Task> expired, Instant next) {}

    /** A row as it waited and as it was claimed. */
    record Pair(Row before, Row after) {}

    @Override
    public Claimed on(Transaction transaction) throws SQLException {
        var pass = new Pass(transaction, suspects);
        for (var appetite : appetites) {
            if (transaction.horizon().mayBeDue(appetite.controller(), transaction.now())) {
                pass.serve(appetite);
            }
        }
        look(transaction);
        var next = transaction.horizon().next(appetites, transaction.now());
        return new Claimed(pass.claimed, pass.expired, next);
    }

    private void look(Transaction transaction) throws SQLException {
        var names =
                appetites.stream()
                        .map(appetite -> quoted(appetite.controller()))
                        .collect(Collectors.joining(",", "[", "]"));
        transaction
                .sql()
                .walk(
                        EARLIEST,
                        row -> {
                            transaction.horizon().seen(Rows.text(row, 1), Rows.time(row, 2));
                            return true;
                        },
                        names);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Instant due(Row row) {
        return Objects.requireNonNull(row.task().state().dueAt(), "what waits has a due time");
    }

    /** What one pass has taken so far. */
    private static final class Pass {
        private final Transaction transaction;
        private final List<Pair> claimed = new ArrayList<>();
        private final List<Task> expired = new ArrayList<>();
        private boolean suspects;

        Pass(Transaction transaction, boolean suspects) {
            this.transaction = transaction;
            this.suspects = suspects;
        }

        void serve(Appetite appetite) throws SQLException {
            var slots = appetite.slots();
            var ahead = appetite.ahead();
            for (var row : due(appetite)) {
                var barred = row.task().barred(appetite.maxAttempts(), transaction.now());
                if (barred != null) {
                    expire(row, barred);
                } else if (slots > 0) {
                    claim(row);
                    slots--;
                } else if (ahead > 0 && mayGoAhead(row.task(), appetite)) {
                    claim(row);
                    ahead--;
                }
            }
        }

        private List<Row> due(Appetite appetite) throws SQLException {
            var sql = transaction.sql();
            var now = Micros.of(transaction.now());
            var most = appetite.slots() + appetite.ahead();
            var rows = sql.list(DUE, Rows::read, appetite.controller(), now, most);
            if (suspects && appetite.slots() > 0) {
                var suspect = sql.first(SUSPECT, Rows::read, appetite.controller(), now);
                if (suspect != null) {
                    rows.add(suspect);
                    rows.sort(OLDEST_FIRST);
                }
            }
            return rows;
        }

        private void claim(Row row) throws SQLException {
            if (suspect(row.task())) {
                if (!suspects) {
                    return;
                }
                suspects = false;
            }
            var after = row.claimed(row.task().claimed(transaction.now()));
            transaction.update(row, after);
            claimed.add(new Pair(row, after));
        }

        private void expire(Row row, TerminalReason reason) throws SQLException {
            var after = row.task().expired(reason, transaction.now());
            transaction.update(row, row.with(after));
            expired.add(after);
        }

        private static boolean suspect(Task task) {
            return task.progress().crashes() >= 2;
        }

        /** What waits for a slot may yet be lost with its process: never a last attempt. */
        private static boolean mayGoAhead(Task task, Appetite appetite) {
            var own = task.terms().maxAttempts();
            var limit = own == null ? appetite.maxAttempts() : own;
            return task.progress().crashes() == 0 && task.progress().attempts() + 1 < limit;
        }
    }
}
