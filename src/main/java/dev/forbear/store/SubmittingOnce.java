package dev.forbear.store;

import dev.forbear.engine.Once;
import dev.forbear.task.Task.Submitted;
import dev.forbear.task.TaskId;

import java.sql.SQLException;
import java.util.Optional;

/** A submission that is written only if none came before it under its key. */
record SubmittingOnce(Submitting submission, Once once) implements Move<SubmittingOnce.Done> {

    /** What became of it. */
    sealed interface Done {
        record Before(Once.Answer answer) implements Done {}

        /**
         * @param submitted empty if the backlog is full
         */
        record Now(Optional<Submitted> submitted) implements Done {}
    }

    @Override
    public TaskId task() {
        return submission.task();
    }

    @Override
    public Done on(TaskRows rows) throws SQLException {
        var before = rows.answered(once);
        if (before.isPresent()) {
            return new Done.Before(before.get());
        }
        var submitted = submission.on(rows);
        if (submitted.isPresent()) {
            var id = submitted.get().task().id();
            var answer = new Once.Answer.Again(id, submitted.get().effect());
            rows.keep(once, answer);
        }
        return new Done.Now(submitted);
    }

    @Override
    public int weight() {
        return submission.weight();
    }
}
