package dev.forbear.store;

import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.store.Claimed.Pair;
import dev.forbear.task.Task;
import dev.forbear.task.TerminalReason;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Gives each controller of what is due as much as it takes; what one pass has taken so far. */
final class Serving {

    static final Comparator<Row> OLDEST_FIRST =
            Comparator.comparing(Serving::due).thenComparingLong(Row::id);

    private final TaskRows rows;
    private final List<Pair> claimed = new ArrayList<>();
    private final List<Task> expired = new ArrayList<>();
    private boolean suspects;

    /**
     * @param suspects whether a task whose process died twice may be claimed: at most one is
     */
    Serving(TaskRows rows, boolean suspects) {
        this.rows = rows;
        this.suspects = suspects;
    }

    List<Pair> claimed() {
        return claimed;
    }

    List<Task> expired() {
        return expired;
    }

    static Instant due(Row row) {
        return Objects.requireNonNull(row.task().state().dueAt(), "what waits has a due time");
    }

    /**
     * Claims, and ends what may not run any more.
     *
     * @param due the controller's, oldest first; what is due soon at their end
     */
    void serve(Appetite appetite, List<Row> due) throws SQLException {
        var slots = appetite.slots();
        var ahead = appetite.ahead();
        var early = appetite.early();
        for (var row : due) {
            var isEarly = due(row).isAfter(rows.now());
            var start = isEarly ? due(row) : rows.now();
            var barred = row.task().barred(appetite.maxAttempts(), start);
            if (isEarly) {
                if (early > 0 && barred == null && mayGoAhead(row.task(), appetite)) {
                    claim(row);
                    early--;
                }
            } else if (barred != null) {
                expire(row, barred);
            } else if (slots > 0 && maySuspect(row)) {
                claim(row);
                slots--;
            } else if (slots == 0 && ahead > 0 && mayGoAhead(row.task(), appetite)) {
                claim(row);
                ahead--;
            }
        }
    }

    private boolean maySuspect(Row row) {
        return suspects || row.task().progress().crashes() < 2;
    }

    /** What waits for a slot may yet be lost with its process: never a last attempt. */
    private static boolean mayGoAhead(Task task, Appetite appetite) {
        var own = task.terms().maxAttempts();
        var limit = own == null ? appetite.maxAttempts() : own;
        return task.progress().crashes() == 0 && task.progress().attempts() + 1 < limit;
    }

    private void claim(Row row) throws SQLException {
        if (row.task().progress().crashes() >= 2) {
            suspects = false;
        }
        var after = row.claimed(row.task().claimed(rows.now()));
        rows.update(row, after);
        claimed.add(new Pair(row, after));
    }

    private void expire(Row row, TerminalReason reason) throws SQLException {
        var after = row.task().expired(reason, rows.now());
        rows.update(row, row.with(after));
        expired.add(after);
    }
}
