package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.forbear.engine.Attempt;
import dev.forbear.engine.Claim;
import dev.forbear.engine.Controller;
import dev.forbear.engine.Controller.Violation;
import dev.forbear.engine.Interruption;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.TerminalException;
import dev.forbear.secrets.SecretNames;
import dev.forbear.task.Failure;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.Verdict;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import jakarta.validation.Validation;
import jakarta.validation.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What a controller's own code says of a spec, and what of it goes on from there. */
class DiscretionTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    record Login(String user, @Size(min = 6) String password, Duration tokenAge) {}

    static class LoginReconciler implements Reconciler<Login> {
        @Override
        public Result reconcile(Request<Login> request) throws Exception {
            var said = request.spec().user() + "/" + request.spec().password() + " is wrong";
            return switch (request.spec().user()) {
                case "ann" -> throw new IOException(said);
                case "ben" -> throw new IOException("no", new TerminalException(said));
                case "cid" -> throw new IOException("x".repeat(490) + said);
                case "dan" -> Result.requeueAfter(Duration.ofSeconds(7));
                default -> Result.done();
            };
        }

        @Override
        public String lane(Login login) {
            return switch (login.user()) {
                case "eve" -> throw new IllegalStateException("no lane: " + login);
                case "eva" -> throw new AssertionError("no lane: " + login);
                case "eli" -> throw thrown(new IOException("no lane: " + login));
                default -> "";
            };
        }
    }

    /** As languages do that do not check exceptions. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException thrown(Exception undeclared) throws E {
        throw (E) undeclared;
    }

    private static Controller controller() {
        return controller(new MockEnvironment());
    }

    private static Controller controller(MockEnvironment environment) {
        var properties = Binder.get(environment).bindOrCreate("forbear", ForbearProperties.class);
        try (var context = new AnnotationConfigApplicationContext(LoginReconciler.class);
                var validation = Validation.buildDefaultValidatorFactory()) {
            var settings = ForbearSettings.checked(properties, environment, true);
            var validator = validation.getValidator();
            return new Roster(context.getBeanFactory(), settings, validator, new Random(1))
                    .controllers()
                    .getFirst();
        }
    }

    private static Verdict verdict(Controller controller, String spec) {
        return controller.attempt().run(claim(spec), new Interruption());
    }

    private static Claim claim(String spec) {
        var wish =
                new Wish(
                        new TaskId("login", "k"),
                        new UUID(1, 2),
                        new Terms.Spec(spec, "d"),
                        When.NOW,
                        null,
                        null,
                        null);
        var before = Task.created(wish, NOW).task();
        var task =
                new Task(
                        before.id(),
                        before.uid(),
                        NOW,
                        before.terms(),
                        before.progress(),
                        new State.Running(null),
                        NOW);
        return new Claim(1, 1, before, task, Duration.ZERO);
    }

    private static Failure failure(String spec) {
        return ((Verdict.Failing) verdict(controller(), spec)).failure();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"user":"ann","password":"hunter2"} | ann/*** is wrong
                    {"user":"ben","password":"hunter2"} | no; caused by dev.forbear.reconciler.TerminalException: ben/*** is wrong
                    {"user":"ann","password":"abc"}     | ann/abc is wrong
                    {"user":"ann","note":"hunter2"}     | ann/null is wrong
                    """)
    void a_failure_does_not_repeat_what_is_masked(String spec, String message) {
        assertThat(failure(spec).message()).isEqualTo(message);
    }

    @Test
    void neither_does_what_is_thrown_and_all_else_is_as_it_was() {
        var failure = failure("{\"user\":\"ben\",\"password\":\"hunter2\"}");

        assertThat(failure.type()).isEqualTo("java.io.IOException");
        assertThat(failure.thrown()).hasToString("java.io.IOException: no");
        assertThat(failure.thrown().getCause())
                .hasToString(TerminalException.class.getName() + ": ben/*** is wrong");
    }

    @Test
    void failures_that_differ_only_in_what_is_masked_have_one_fingerprint() {
        assertThat(failure("{\"user\":\"ann\",\"password\":\"hunter-two\"}").fingerprint())
                .isEqualTo(failure("{\"user\":\"ann\",\"password\":\"swordfish\"}").fingerprint())
                .isNotEqualTo(failure("{\"user\":\"ann\",\"password\":\"abc\"}").fingerprint());
    }

    @Test
    void what_a_cut_leaves_of_it_is_not_told_either() {
        assertThat(failure("{\"user\":\"cid\",\"password\":\"hunter2-and-more\"}").message())
                .isEqualTo("x".repeat(490) + "cid/***…");
    }

    @Test
    void a_failure_without_it_is_the_same() {
        var failure = failure("{\"user\":\"ann\",\"passwort\":\"hunter2\"}");

        assertThat(failure).isEqualTo(Failure.of(failure.thrown()));
        assertThat(failure.thrown()).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void a_spec_that_cannot_be_read_any_more_is_not_quoted() {
        var verdict = verdict(controller(), "{\"user\":\"ann\",\"tokenAge\":\"hunter2\"}");

        var failure = ((Verdict.GiveUp) verdict).failure();
        assertThat(failure.message()).contains("\"***\" is no duration");
        assertThat(failure.thrown().getCause().toString()).doesNotContain("hunter2");
    }

    @Test
    void what_did_not_fail_is_not_touched() {
        var spec = "{\"user\":\"%s\",\"password\":\"hunter2\"}";

        assertThat(verdict(controller(), spec.formatted("fay"))).isEqualTo(new Verdict.Success());
        assertThat(verdict(controller(), spec.formatted("dan")))
                .isEqualTo(new Verdict.Requeue(Duration.ofSeconds(7)));
    }

    @Test
    void the_names_are_those_of_the_configuration() {
        var spec = "{\"user\":\"ann\",\"password\":\"hunter2\"}";

        for (var names : List.of("user", "")) {
            var environment =
                    new MockEnvironment().withProperty("forbear.security.masked-fields", names);
            var failing = (Verdict.Failing) verdict(controller(environment), spec);
            assertThat(failing.failure().message()).isEqualTo("ann/hunter2 is wrong");
        }
    }

    @Test
    void neither_does_a_fault_of_ours_that_a_controller_caused() {
        var faulty = mock(Attempt.class);
        when(faulty.run(any(), any()))
                .thenThrow(new IllegalStateException("ours", new IOException("by hunter2")));
        var attempt = new DiscreetAttempt(faulty, new SecretNames(List.of("password")));

        assertThatThrownBy(
                        () -> attempt.run(claim("{\"password\":\"hunter2\"}"), new Interruption()))
                .hasMessage("ours")
                .cause()
                .hasToString("java.io.IOException: by ***");
    }

    @Test
    void a_refusal_does_not_repeat_it() {
        assertThat(controller().specs().check("{\"user\":\"ann\",\"password\":\"abcde\"}"))
                .containsExactly(
                        new Violation(
                                "/password", "size must be between 6 and 2147483647, was ***"));
        assertThat(controller().specs().check("{\"user\":[],\"tokenAge\":\"hunter2\"}"))
                .extracting(Violation::detail)
                .anyMatch(detail -> detail.contains("\"***\" is no duration"))
                .noneMatch(detail -> detail.contains("hunter2"));
    }

    @Test
    void neither_does_what_is_thrown_while_a_spec_is_checked() {
        var specs = controller().specs();

        assertThatThrownBy(() -> specs.read("{\"user\":\"eve\",\"password\":\"hunter2\"}"))
                .isInstanceOf(RuntimeException.class)
                .hasMessage("no lane: Login[user=eve, password=***, tokenAge=null]");
        assertThatThrownBy(() -> specs.read("{\"user\":\"eva\",\"password\":\"hunter2\"}"))
                .isInstanceOf(Error.class)
                .hasMessage("no lane: Login[user=eva, password=***, tokenAge=null]");
        assertThatThrownBy(() -> specs.read("{\"user\":\"eli\",\"password\":\"hunter2\"}"))
                .hasMessage("no lane: Login[user=eli, password=***, tokenAge=null]");
        assertThatThrownBy(() -> specs.read("{\"user\":\"eli\"}"))
                .isInstanceOf(UndeclaredThrowableException.class)
                .hasCause(
                        new IOException("no lane: Login[user=eli, password=null, tokenAge=null]"));
    }
}
