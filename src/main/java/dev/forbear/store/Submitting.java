package dev.forbear.store;

import dev.forbear.engine.TaskStore.Pace;
import dev.forbear.task.Task;
import dev.forbear.task.Task.Submitted;
import dev.forbear.task.TaskId;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import java.sql.SQLException;
import java.util.Optional;

/** A submission; empty if the backlog is full. */
record Submitting(Wish wish, Pace pace) implements Move<Optional<Submitted>> {

    Submitting {
        wish = kept(wish);
    }

    /** With its times as they will be read again, or a repetition would ask for something new. */
    private static Wish kept(Wish wish) {
        var deadline = wish.deadline();
        return wish.at(kept(wish.due()), deadline == null ? null : kept(deadline));
    }

    private static When kept(When when) {
        return switch (when) {
            case When.At(var time) -> new When.At(Micros.kept(time));
            case When.After after -> after;
        };
    }

    @Override
    public TaskId task() {
        return wish.id();
    }

    @Override
    public Optional<Submitted> on(TaskRows rows) throws SQLException {
        var row = rows.find(wish.id());
        var now = rows.now();
        var submitted =
                row == null
                        ? Task.created(wish, now)
                        : row.task().submitted(wish, pace.minInterval(), now);
        if (submitted.effect().adds() && isFull(rows)) {
            return Optional.empty();
        }
        if (row == null) {
            rows.insert(submitted.task());
        } else if (!submitted.task().equals(row.task())) {
            rows.update(row, row.with(submitted.task()));
        }
        return Optional.of(submitted);
    }

    private boolean isFull(TaskRows rows) throws SQLException {
        var limit = pace.backlogLimit();
        return limit != null && rows.backlog(wish.id().controller()) >= limit;
    }

    @Override
    public int weight() {
        return 1 + wish.spec().json().length() / 1_024;
    }
}
