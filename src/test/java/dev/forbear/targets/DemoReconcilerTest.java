package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;
import dev.forbear.targets.DemoReconciler.Spec;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

class DemoReconcilerTest {

    private final DemoReconciler demo = new DemoReconciler();

    private static Request<Spec> request(Spec spec, long generation, int attempt) {
        return new Request<>("demo", "k", "u", generation, attempt, 10, spec);
    }

    private static Spec spec(Integer failTimes, Integer failGenerations, String error) {
        return new Spec(failTimes, failGenerations, null, null, error, null, null, null);
    }

    @Test
    void an_empty_spec_succeeds() throws Exception {
        assertThat(demo.reconcile(request(spec(null, null, null), 1, 1))).isEqualTo(Result.done());
    }

    @Test
    void fail_times_fails_the_first_attempts_of_each_generation() throws Exception {
        var spec = spec(2, null, "no");

        assertThatThrownBy(() -> demo.reconcile(request(spec, 1, 2)))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
        assertThat(demo.reconcile(request(spec, 1, 3))).isEqualTo(Result.done());
        assertThatThrownBy(() -> demo.reconcile(request(spec, 2, 1))).hasMessage("no");
    }

    @Test
    void fail_generations_fails_all_attempts_of_the_first_generations() throws Exception {
        var spec = spec(null, 1, "no");

        assertThatThrownBy(() -> demo.reconcile(request(spec, 1, 9))).hasMessage("no");
        assertThat(demo.reconcile(request(spec, 2, 1))).isEqualTo(Result.done());
    }

    @Test
    void fail_always_and_the_error_named_error_throw_an_error() {
        var spec = new Spec(null, null, true, null, "Error", null, null, null);

        assertThatThrownBy(() -> demo.reconcile(request(spec, 5, 5))).isInstanceOf(Error.class);
    }

    @Test
    void terminal_ends_at_once_after_the_failures_that_were_asked_for() {
        var spec = new Spec(1, null, null, true, "over", null, null, null);

        assertThatThrownBy(() -> demo.reconcile(request(spec, 1, 1)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> demo.reconcile(request(spec, 1, 2)))
                .isInstanceOf(TerminalException.class)
                .hasMessage("over");
    }

    @Test
    void requeue_after_asks_to_be_looked_at_again() throws Exception {
        var spec = new Spec(null, null, null, null, null, null, Duration.ofSeconds(5), null);

        assertThat(demo.reconcile(request(spec, 1, 1)))
                .isEqualTo(Result.requeueAfter(Duration.ofSeconds(5)));
    }

    @Test
    void retry_after_alone_fails_the_first_attempt_with_that_wait() throws Exception {
        var spec = new Spec(null, null, null, null, null, null, null, Duration.ofSeconds(9));

        assertThatThrownBy(() -> demo.reconcile(request(spec, 1, 1)))
                .isInstanceOfSatisfying(
                        RetryAfterException.class,
                        e -> assertThat(e.delay()).isEqualTo(Duration.ofSeconds(9)));
        assertThat(demo.reconcile(request(spec, 1, 2))).isEqualTo(Result.done());
    }
}
