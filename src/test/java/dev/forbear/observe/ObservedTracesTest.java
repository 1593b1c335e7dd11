package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.forbear.engine.Attempt;
import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller;
import dev.forbear.engine.Interruption;
import dev.forbear.engine.TaskStore.Admission;
import dev.forbear.task.Failure;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Observations whose handlers, which an application brings, throw. */
class ObservedTracesTest {

    /** What a handler is called for. */
    enum Step {
        START,
        SCOPE_OPENED,
        ERROR,
        SCOPE_CLOSED,
        STOP
    }

    private final List<Step> reached = new ArrayList<>();
    private final List<Claim> called = new ArrayList<>();
    private final TaskLife life = TaskLife.demo();
    private final ObservationRegistry registry = ObservationRegistry.create();

    private ObservedTraces traces(Step failing) {
        registry.observationConfig().observationHandler(new Failing(failing));
        var tracer = mock(Tracer.class);
        when(tracer.currentSpan()).thenThrow(new IllegalStateException("no"));
        return new ObservedTraces(registry, new Spans(tracer));
    }

    /** A handler that throws at one of its steps. */
    private final class Failing implements ObservationHandler<Context> {
        private final Step failing;

        Failing(Step failing) {
            this.failing = failing;
        }

        private void reach(Step step) {
            reached.add(step);
            if (step == failing) {
                throw new NoSuchMethodError("of another version");
            }
        }

        @Override
        public boolean supportsContext(Context context) {
            return true;
        }

        @Override
        public void onStart(Context context) {
            reach(Step.START);
        }

        @Override
        public void onScopeOpened(Context context) {
            reach(Step.SCOPE_OPENED);
        }

        @Override
        public void onError(Context context) {
            reach(Step.ERROR);
        }

        @Override
        public void onScopeClosed(Context context) {
            reach(Step.SCOPE_CLOSED);
        }

        @Override
        public void onStop(Context context) {
            reach(Step.STOP);
        }
    }

    /** The handler was asked, and the thread is in no observation any more. */
    private void isOver(Step failing) {
        assertThat(reached).contains(failing);
        assertThat(registry.getCurrentObservationScope()).isNull();
    }

    private Attempt attempt(Verdict verdict) {
        var plain = TestControllers.controller("demo", 10, null).attempt();
        return new Attempt() {
            @Override
            public Verdict run(Claim claim, Interruption interruption) {
                called.add(claim);
                return verdict;
            }

            @Override
            public Verdict.Failing lost(Claim claim, String message) {
                return plain.lost(claim, message);
            }

            @Override
            public Window after(int failures) {
                return plain.after(failures);
            }
        };
    }

    private static Controller controller(Attempt attempt) {
        var plain = TestControllers.controller("demo", 10, null);
        return new Controller("demo", plain.settings(), plain.policy(), attempt, plain.specs());
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_throws_costs_no_attempt_its_call_nor_its_outcome(Step failing) {
        var second = Duration.ofSeconds(1);
        var failure = Failure.of(new IOException("no"));
        var verdict = new Verdict.Retry(second, second, failure);
        var controller = traces(failing).attempts(controller(attempt(verdict)));
        var claim = life.claim();

        assertThat(controller.attempt().run(claim, new Interruption())).isSameAs(verdict);

        assertThat(called).containsExactly(claim);
        isOver(failing);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ERROR")
    void a_handler_that_throws_hides_no_answer_of_a_submission(Step failing) {
        var id = new TaskId("demo", "k");
        var spec = new Terms.Spec("{}", "{}");
        var wish = new Wish(id, new UUID(1, 1), spec, When.NOW, null, null, null);
        var answer = new Admission.BacklogFull("demo", 1);

        assertThat(traces(failing).submission(wish, _ -> answer)).isSameAs(answer);

        isOver(failing);
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_throws_does_not_replace_what_ended_a_bulk_call(Step failing) {
        var why = new IOException("cut off");

        assertThat(
                        catchThrowable(() ->
                                traces(failing)
                                        .bulk(
                                                null,
                                                _ -> {
                                                    throw why;
                                                })))
                .isSameAs(why);

        isOver(failing);
    }
}
