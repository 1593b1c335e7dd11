package dev.forbear.observe;

import dev.forbear.engine.Controller;
import dev.forbear.engine.Once;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.engine.Traces;
import dev.forbear.task.Effect;
import dev.forbear.task.TraceParent;
import dev.forbear.task.Wish;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Makes an observation of each submission and each attempt, of which a tracer makes a span. */
final class ObservedTraces implements Traces {

    /** Of the observation around an attempt. */
    static final String ATTEMPT = "forbear.attempt";

    private static final String SUBMISSION = "forbear.submission";
    private static final String BULK = "forbear.submission.bulk";

    /** What there are no meters of, since all of it is counted already. */
    static final Set<String> NAMES = Set.of(ATTEMPT, SUBMISSION, BULK);

    private final ObservationRegistry registry;
    private final Spans spans;

    ObservedTraces(ObservationRegistry registry, Spans spans) {
        this.registry = registry;
        this.spans = spans;
    }

    @Override
    public Controller attempts(Controller controller) {
        return new Controller(
                controller.name(),
                controller.settings(),
                controller.policy(),
                new ObservedAttempt(controller.attempt(), registry, spans),
                controller.specs());
    }

    @Override
    public Admission submission(Wish wish, Function<Wish, Admission> submit) {
        return observed(wish, submit, ObservedTraces::effect);
    }

    @Override
    public Once.Answer submissionOnce(Wish wish, Function<Wish, Once.Answer> submit) {
        return observed(wish, submit, ObservedTraces::effect);
    }

    private <A> A observed(Wish wish, Function<Wish, A> submit, Function<A, String> effect) {
        var observation = GuardedObservation.begun(registry, () -> of(wish));
        try {
            var answer = submit.apply(wish.under(current(wish.trace())));
            observation.is("effect", effect.apply(answer));
            return answer;
        } catch (RuntimeException | Error e) {
            observation.failed(
                    e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
            throw e;
        } finally {
            observation.end();
        }
    }

    private Observation of(Wish wish) {
        var controller = wish.id().controller();
        return sending(SUBMISSION)
                .contextualName("submit " + controller)
                .lowCardinalityKeyValue("controller", controller)
                .highCardinalityKeyValue("key", wish.id().key());
    }

    @Override
    public <E extends Exception> void bulk(@Nullable TraceParent caller, Bulk<E> submit) throws E {
        var observation =
                GuardedObservation.begun(
                        registry, () -> sending(BULK).contextualName("submit in bulk"));
        try {
            submit.under(current(caller));
        } catch (Throwable e) {
            observation.failed(e);
            throw e;
        } finally {
            observation.end();
        }
    }

    /** Where the tracer makes no span, attempts are parts of the caller's. */
    private @Nullable TraceParent current(@Nullable TraceParent caller) {
        var span = spans.current();
        return span == null ? caller : span;
    }

    private Observation sending(String name) {
        return Observation.createNotStarted(name, ObservedTraces::sending, registry);
    }

    /** Work that is done later, by whoever claims it; its parent is carried by the task. */
    private static Observation.Context sending() {
        var context = new SenderContext<Object>((_, _, _) -> {}, Kind.PRODUCER);
        context.setCarrier(context);
        return context;
    }

    private static String effect(Admission admission) {
        return switch (admission) {
            case Admission.Accepted(var submitted, _) -> label(submitted.effect());
            case Admission.BacklogFull _ -> "refused";
        };
    }

    private static String effect(Once.Answer answer) {
        return switch (answer) {
            case Once.Answer.First(var admission) -> effect(admission);
            case Once.Answer.Again _ -> "replayed";
            case Once.Answer.OtherBody _ -> "refused";
        };
    }

    private static String label(Effect effect) {
        return effect.name().toLowerCase(Locale.ROOT);
    }
}
