package dev.forbear.api;

import dev.forbear.engine.TaskStore.Attempted;
import dev.forbear.engine.TaskStore.Fault;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.secrets.MaskedJson;
import dev.forbear.secrets.SecretNames;
import dev.forbear.secrets.Secrets;
import dev.forbear.task.Task;
import dev.forbear.task.Terms;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Hides what a spec holds that only who may submit shall see: the members whose names match, the
 * queries of URLs, and the same values where an error repeats them. Safe for use by many threads.
 */
public final class Masks {

    private final SecretNames names;

    /**
     * @param names regular expressions that a part of a member's name matches, case does not count;
     *     none: nothing is hidden
     * @throws java.util.regex.PatternSyntaxException if one is none
     */
    public Masks(List<String> names) {
        this.names = new SecretNames(names);
    }

    /** The task as who may only read sees it. */
    Stored masked(Stored stored) {
        if (names.isEmpty()) {
            return stored;
        }
        var task = stored.task();
        var spec = MaskedJson.of("", task.terms().spec().json(), names);
        if (spec.hidesNothing()) {
            return stored;
        }
        var secrets = new Secrets(spec.secrets());
        return new Stored(
                with(task, spec.text()),
                stored.now(),
                stored.history().stream().map(attempt -> without(secrets, attempt)).toList());
    }

    private static Task with(Task task, String json) {
        var terms = task.terms();
        return new Task(
                task.id(),
                task.uid(),
                task.createdAt(),
                new Terms(
                        new Terms.Spec(json, terms.spec().digest()),
                        terms.lane(),
                        terms.maxAttempts(),
                        terms.deadline(),
                        terms.trace()),
                task.progress(),
                task.state(),
                task.updatedAt());
    }

    private static Attempted without(Secrets secrets, Attempted attempt) {
        return new Attempted(
                attempt.generation(),
                attempt.number(),
                attempt.startedAt(),
                attempt.took(),
                attempt.outcome(),
                without(secrets, attempt.error()),
                attempt.nextDelay());
    }

    private static @Nullable Fault without(Secrets secrets, @Nullable Fault fault) {
        return fault == null
                ? null
                : new Fault(
                        fault.type(),
                        secrets.takenOutOf(fault.message()),
                        fault.fingerprint(),
                        fault.at());
    }
}
