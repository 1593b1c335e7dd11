package dev.forbear.store;

import dev.forbear.engine.Once;
import dev.forbear.store.GroupCommit.Operation;
import dev.forbear.task.Task.Submitted;

import java.sql.SQLException;
import java.util.Optional;

/** A submission that is written only if none came before it under its key. */
record SubmittingOnce(Submitting submission, Once once)
        implements Operation<Transaction, SubmittingOnce.Done> {

    /** What became of it. */
    sealed interface Done {
        record Before(Once.Answer answer) implements Done {}

        /**
         * @param submitted empty if the backlog is full
         */
        record Now(Optional<Submitted> submitted) implements Done {}
    }

    @Override
    public Done on(Transaction transaction) throws SQLException {
        var before = Answered.find(transaction.sql(), once, transaction.now());
        if (before.isPresent()) {
            return new Done.Before(before.get());
        }
        var submitted = submission.on(transaction);
        if (submitted.isPresent()) {
            var id = submitted.get().task().id();
            var answer = new Once.Answer.Again(id, submitted.get().effect());
            Answered.keep(transaction.sql(), once, answer, transaction.now());
        }
        return new Done.Now(submitted);
    }

    @Override
    public int weight() {
        return submission.weight();
    }
}
