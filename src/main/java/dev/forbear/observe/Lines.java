package dev.forbear.observe;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskEvent;
import dev.forbear.task.Failure;
import dev.forbear.task.Progress.Trouble;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/** What each event is worth in the log: a line, or nothing. Pure. */
final class Lines {

    private Lines() {}

    static Optional<Line> of(TaskEvent event) {
        return switch (event) {
            case TaskEvent.AttemptEnded ended -> Optional.ofNullable(ended(ended));
            case TaskEvent.Expired(var task) -> Optional.of(expired(task));
            case TaskEvent.Stuck(var claim, var since) -> Optional.of(stuck(claim, since));
            case TaskEvent.Operated operated -> Optional.of(OperatorLines.of(operated));
            case TaskEvent.Paused paused -> Optional.of(OperatorLines.of(paused));
            case TaskEvent.Submitted _, TaskEvent.AttemptStarted _, TaskEvent.Fenced _ ->
                    Optional.empty();
        };
    }

    private static @Nullable Line ended(TaskEvent.AttemptEnded ended) {
        return switch (ended.verdict()) {
            case Verdict.Success _, Verdict.Requeue _ -> recovered(ended);
            case Verdict.Interrupted _ -> null;
            case Verdict.Failing failing -> failed(ended, failing.failure());
            case Verdict.Crashed(var judged, _) -> failed(ended, judged.failure());
        };
    }

    private static Line failed(TaskEvent.AttemptEnded ended, Failure failure) {
        return ended.after().state() instanceof State.Failed(var reason)
                ? terminal(ended, reason, failure)
                : retried(ended, failure);
    }

    private static Line retried(TaskEvent.AttemptEnded ended, Failure failure) {
        var next = ended.nextIn();
        var due = ended.after().state().dueAt();
        var pairs =
                attempt(ended)
                        .and("nextDelay", next == null ? null : Logfmt.seconds(next))
                        .and("due", due == null ? null : Logfmt.time(due));
        return failure(Channel.ATTEMPT, ended, failure, pairs);
    }

    private static Line terminal(
            TaskEvent.AttemptEnded ended, TerminalReason reason, Failure failure) {
        var pairs = end(attempt(ended), ended.after(), reason);
        return failure(Channel.TERMINAL, ended, failure, pairs);
    }

    private static Line failure(
            Channel channel, TaskEvent.AttemptEnded ended, Failure failure, Pairs pairs) {
        var error = said(failure);
        pairs.and("fingerprint", shown(failure.fingerprint())).andSaid("error", error);
        var trouble = ended.after().progress().trouble();
        if (channel == Channel.TERMINAL) {
            pairs.andSaid("firstError", trouble == null ? error : trouble.first());
        }
        return new Line(
                channel,
                channel.one(),
                ended.claim().controller(),
                failure.fingerprint(),
                error,
                pairs,
                failure.thrown());
    }

    private static @Nullable Line recovered(TaskEvent.AttemptEnded ended) {
        var trouble = ended.claim().task().progress().trouble();
        if (trouble == null) {
            return null;
        }
        var pairs =
                attempt(ended)
                        .and("age", age(ended.after()))
                        .and("fingerprint", shown(trouble.fingerprint()))
                        .andSaid("firstError", trouble.first());
        return new Line(
                Channel.RECOVERED,
                Channel.RECOVERED.one(),
                ended.claim().controller(),
                trouble.fingerprint(),
                trouble.first(),
                pairs,
                null);
    }

    private static Line expired(Task task) {
        var reason =
                task.state() instanceof State.Failed(var r) ? r : TerminalReason.DEADLINE_EXCEEDED;
        var error = "ended while it waited: " + reason;
        var trouble = task.progress().presentTrouble();
        var pairs =
                end(id(task.id()).and("generation", task.progress().generation()), task, reason)
                        .and("fingerprint", trouble == null ? null : shown(trouble.fingerprint()))
                        .andSaid("error", error)
                        .andSaid(
                                "firstError",
                                Optional.ofNullable(trouble).map(Trouble::first).orElse(null));
        return new Line(
                Channel.TERMINAL,
                Channel.TERMINAL.one(),
                task.id().controller(),
                reason.name(),
                error,
                pairs,
                null);
    }

    private static Line stuck(Claim claim, Duration since) {
        var error =
                "ignores the interrupt of its timeout; its key stays RUNNING until its thread ends";
        var pairs =
                id(claim.task().id())
                        .and("generation", claim.generation())
                        .and("attempt", String.valueOf(claim.attempt()))
                        .and("runningFor", Logfmt.span(since))
                        .andSaid("error", error);
        return new Line(
                Channel.STUCK,
                Channel.STUCK.one(),
                claim.controller(),
                "stuck",
                error,
                pairs,
                null);
    }

    private static Pairs attempt(TaskEvent.AttemptEnded ended) {
        var claim = ended.claim();
        return id(claim.task().id())
                .and("generation", claim.generation())
                .and("attempt", claim.attempt() + "/" + ended.maxAttempts())
                .and("retries", claim.attempt() - 1);
    }

    private static Pairs id(TaskId id) {
        return new Pairs().and("controller", id.controller()).and("key", id.key());
    }

    private static Pairs end(Pairs pairs, Task task, TerminalReason reason) {
        return pairs.and("reason", reason)
                .and("attempts", task.progress().attempts())
                .and("age", age(task));
    }

    private static String age(Task task) {
        return Logfmt.span(Duration.between(task.createdAt(), task.updatedAt()));
    }

    private static String said(Failure failure) {
        if (failure.type().isEmpty()) {
            return failure.message();
        }
        return failure.message().isEmpty()
                ? failure.type()
                : failure.type() + ": " + failure.message();
    }

    private static @Nullable String shown(String fingerprint) {
        return fingerprint.isEmpty() ? null : fingerprint;
    }
}
