package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the configuration may hold, and what is said of what it may not. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsTest {

    private final Map<String, Object> file = new HashMap<>();
    private final Map<String, Object> variables = new HashMap<>();

    private StandardEnvironment environment() {
        var environment = new StandardEnvironment();
        environment.getPropertySources().remove("systemEnvironment");
        environment.getPropertySources().remove("systemProperties");
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        environment.getPropertySources().addLast(new MapPropertySource("file", file));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private ForbearSettings settings() {
        var environment = environment();
        var properties = Binder.get(environment).bindOrCreate("forbear", ForbearProperties.class);
        return ForbearSettings.checked(properties, environment, true);
    }

    private void set(String assignment) {
        var parts = assignment.split("=", 2);
        file.put(parts[0], parts[1]);
    }

    @Test
    void without_any_property_the_defaults_are_those_that_are_documented() {
        var values = settings().of("any");

        assertThat(values.retry().initialDelay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(values.retry().multiplier()).isEqualTo(2);
        assertThat(values.retry().maxDelay()).isEqualTo(Duration.ofSeconds(60));
        assertThat(values.retry().jitter()).isEqualTo(0.25);
        assertThat(values.retry().maxAttempts()).isEqualTo(10);
        assertThat(values.retry().maxRetryAfter()).isEqualTo(Duration.ofMinutes(15));
        assertThat(values.concurrency()).isEqualTo(16);
        assertThat(values.attemptTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(values.minInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(values.backlogLimit()).isNull();
        assertThat(values.retention().succeeded()).isEqualTo(Duration.ofHours(1));
        assertThat(values.retention().failed()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void a_controllers_section_stands_over_the_defaults_and_leaves_the_rest() {
        set("forbear.defaults.retry.max-attempts=7");
        set("forbear.defaults.retry.jitter=0.1");
        set("forbear.controllers.send-mail.retry.max-attempts=3");

        var retry = settings().of("send-mail").retry();

        assertThat(retry.maxAttempts()).isEqualTo(3);
        assertThat(retry.jitter()).isEqualTo(0.1);
        assertThat(settings().of("other").retry().maxAttempts()).isEqualTo(7);
    }

    @Test
    void a_variable_reaches_a_controller_whose_name_has_dashes_and_stands_over_the_file() {
        set("forbear.controllers.send-mail.retry.max-attempts=3");
        set("forbear.controllers.send-mail.concurrency=5");
        variables.put("FORBEAR_CONTROLLERS_SENDMAIL_RETRY_MAXATTEMPTS", "4");
        variables.put("FORBEAR_DEFAULTS_MININTERVAL", "1s");

        var values = settings().of("send-mail");

        assertThat(values.retry().maxAttempts()).isEqualTo(4);
        assertThat(values.concurrency()).isEqualTo(5);
        assertThat(values.minInterval()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    forbear.defaults.retry.initial-delay=0s          | forbear.defaults.retry.initial-delay must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 10 years, was 0s
                    forbear.defaults.retry.initial-delay=-1s         | forbear.defaults.retry.initial-delay must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 10 years, was PT-1S
                    forbear.defaults.retry.initial-delay=61s         | forbear.defaults.retry.initial-delay must not be longer than retry.max-delay, which is 60s, was 61s
                    forbear.defaults.retry.multiplier=0.5            | forbear.defaults.retry.multiplier must be a number from 1 to 100, was 0.5
                    forbear.defaults.retry.multiplier=NaN            | forbear.defaults.retry.multiplier must be a number from 1 to 100, was NaN
                    forbear.defaults.retry.max-delay=4000d           | forbear.defaults.retry.max-delay must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 10 years, was 4000d
                    forbear.defaults.retry.jitter=0.7                | forbear.defaults.retry.jitter must be a number from 0 to 0.5, was 0.7
                    forbear.controllers.a.retry.jitter=-0.1          | forbear.controllers.a.retry.jitter must be a number from 0 to 0.5, was -0.1
                    forbear.defaults.retry.max-attempts=0            | forbear.defaults.retry.max-attempts must be a whole number from 1 to 10000, was 0
                    forbear.controllers.a.retry.max-attempts=10001   | forbear.controllers.a.retry.max-attempts must be a whole number from 1 to 10000, was 10001
                    forbear.defaults.retry.max-retry-after=-1s       | forbear.defaults.retry.max-retry-after must be a duration (30s, 5m, 1d or ISO-8601) from 0s to 10 years, was PT-1S
                    forbear.defaults.retry.not-retryable=a.B,not it  | forbear.defaults.retry.not-retryable[1] must be the name of an exception class, as java.io.IOException, was "not it"
                    forbear.controllers.a.retry.not-retryable[0]=4xx | forbear.controllers.a.retry.not-retryable[0] must be the name of an exception class, as java.io.IOException, was "4xx"
                    forbear.defaults.concurrency=0                   | forbear.defaults.concurrency must be a whole number from 1 to 10000, was 0
                    forbear.defaults.attempt-timeout=0s              | forbear.defaults.attempt-timeout must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 7d, was 0s
                    forbear.defaults.min-interval=2d                 | forbear.defaults.min-interval must be a duration (30s, 5m, 1d or ISO-8601) from 0s to 1d, was 2d
                    forbear.defaults.backlog-limit=0                 | forbear.defaults.backlog-limit must be a whole number from 1 to 1000000000, was 0
                    forbear.defaults.retention.succeeded=-1h         | forbear.defaults.retention.succeeded must be a duration (30s, 5m, 1d or ISO-8601) from 0s to 10 years, was PT-1H
                    forbear.controllers.a.retention.failed=9999d     | forbear.controllers.a.retention.failed must be a duration (30s, 5m, 1d or ISO-8601) from 0s to 10 years, was 9999d
                    forbear.shutdown-grace=2h                        | forbear.shutdown-grace must be a duration (30s, 5m, 1d or ISO-8601) from 0s to 1h, was 2h
                    forbear.defaults.retry.max-delay=200000d         | forbear.defaults.retry.max-delay must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 10 years, was 200000d
                    forbear.lease=1s                                 | forbear.lease must be a duration (30s, 5m, 1d or ISO-8601) from 10s to 1h, was 1s
                    forbear.unknown-controller-after=1s              | forbear.unknown-controller-after must be a duration (30s, 5m, 1d or ISO-8601) from 60s to 10 years, was 1s
                    forbear.defaults.retry.max-atempts=3             | forbear.defaults.retry.max-atempts is not a property of Forbear; the nearest is forbear.defaults.retry.max-attempts
                    forbear.controllers.a.concurency=3               | forbear.controllers.a.concurency is not a property of Forbear; the nearest is forbear.controllers.a.concurrency
                    forbear.data-dirr=x                              | forbear.data-dirr is not a property of Forbear; the nearest is forbear.data-dir
                    forbear.defaults.lane-concurrency=3              | forbear.defaults.lane-concurrency is not available in this version; remove it
                    forbear.controllers.a.brake.enabled=true         | forbear.controllers.a.brake.enabled is not available in this version; remove it
                    forbear.datasource.url=jdbc:mysql://u:p@db/x?a=b | forbear.datasource.url must begin with jdbc:postgresql:// (tasks are kept in PostgreSQL, or in forbear.data-dir without it), was jdbc:mysql://…@db/x?…
                    spring.datasource.url=jdbc:h2:mem:x              | spring.datasource.url must begin with jdbc:postgresql:// (tasks are kept in PostgreSQL, or in forbear.data-dir without it), was jdbc:h2:mem:x
                    forbear.datasource.username=me                   | forbear.datasource.url is not set, but other properties of forbear.datasource are: set it to jdbc:postgresql://host:5432/database, or remove them
                    forbear.datasource.pool-size=1                   | forbear.datasource.pool-size must be a whole number from 4 to 100, was 1
                    """)
    void a_value_that_is_not_allowed_is_refused_with_its_name_and_what_is_allowed(
            String assignment, String message) {
        set(assignment);

        assertThatThrownBy(this::settings)
                .isInstanceOfSatisfying(
                        StartRefusedException.class,
                        e -> assertThat(e.findings()).containsExactly(message));
    }

    @Test
    void all_that_is_wrong_is_named_at_once() {
        set("forbear.defaults.retry.jitter=3");
        set("forbear.defaults.concurrency=-1");
        set("forbear.nonsense=1");

        assertThatThrownBy(this::settings)
                .isInstanceOfSatisfying(
                        StartRefusedException.class, e -> assertThat(e.findings()).hasSize(3));
    }

    @ParameterizedTest
    @CsvSource({
        "forbear.defaults.retry.jitter,much,forbear.defaults.retry.jitter must be a number from 0"
                + " to 0.5",
        "forbear.controllers.a.retry.max-attempts,3.5,forbear.controllers.a.retry.max-attempts must"
                + " be a whole number from 1 to 10000",
        "forbear.shutdown-grace,soon,forbear.shutdown-grace must be a duration"
    })
    void a_value_that_cannot_be_read_is_refused_with_its_name_and_what_is_allowed(
            String name, String value, String message) {
        file.put(name, value);

        assertThatThrownBy(this::settings)
                .isInstanceOfSatisfying(
                        BindException.class,
                        e ->
                                assertThat(
                                                new StartRefusedAnalyzer(environment())
                                                        .analyze(e)
                                                        .getDescription())
                                        .startsWith(message)
                                        .contains("was \"" + value + "\""));
    }

    @Test
    void one_that_cannot_be_read_does_not_hide_the_others() {
        set("forbear.defaults.retry.jitter=much");
        set("forbear.controllers.a.concurrency=3.5");
        set("forbear.lease=1s");
        set("forbear.nonsense=1");

        assertThatThrownBy(this::settings)
                .isInstanceOfSatisfying(
                        BindException.class,
                        e -> {
                            var said =
                                    new StartRefusedAnalyzer(environment())
                                            .analyze(e)
                                            .getDescription();
                            assertThat(
                                            said.lines()
                                                    .map(line ->
                                                            line.substring(0, line.indexOf(' '))))
                                    .containsExactlyInAnyOrder(
                                            "forbear.defaults.retry.jitter",
                                            "forbear.controllers.a.concurrency",
                                            "forbear.lease",
                                            "forbear.nonsense");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FORBEAR_DEFAULTS_RETRY_MAXATTEMPTS",
                "FORBEAR_DEFAULTS_RETRY_MAX_ATTEMPTS",
                "FORBEAR_CONTROLLERS_SENDMAIL_CONCURRENCY",
                "FORBEAR_DEFAULTS_RETRY_NOTRETRYABLE",
                "FORBEAR_DEFAULTS_RETRY_NOTRETRYABLE_0",
                "FORBEAR_DEFAULTS_RETRY_NOT_RETRYABLE_0",
                "FORBEAR_HTTP_TARGETS_A_HEADERS_AUTHORIZATION",
                "FORBEAR_HTTP_TARGETS_A_RETRY_ON",
                "FORBEAR_SECURITY_KEYS_CI_ROLES_0",
                "FORBEAR_SERVICE_HOST",
                "FORBEAR_SERVICE_PORT",
                "FORBEAR_SERVICE_PORT_HTTP",
                "FORBEAR_PORT",
                "FORBEAR_PORT_8080_TCP",
                "FORBEAR_PORT_8080_TCP_ADDR",
                "FORBEARANCE"
            })
    void these_variables_do_not_stop_the_start(String name) {
        variables.put(name, "8");

        assertThat(new KnownProperties().findings(environment())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    FORBEAR_FOO                                 | is not a property of Forbear; the nearest is FORBEAR_LEASE
                    FORBEAR_LEASE_0                             | is not a property of Forbear; the nearest is FORBEAR_LEASE
                    FORBEAR_DEFAULTS_RETRYMAXATTEMPTS           | is not a property of Forbear; the nearest is FORBEAR_DEFAULTS_RETRY_MAXATTEMPTS
                    FORBEAR_DEFAULTS_RETRY_MAXATEMPTS           | is not a property of Forbear; the nearest is FORBEAR_DEFAULTS_RETRY_MAXATTEMPTS
                    FORBEAR_DEFAULTS_RETRY_MAX_RETRYAFTER       | is not a property of Forbear; the nearest is FORBEAR_DEFAULTS_RETRY_MAXRETRYAFTER
                    FORBEAR_CONTROLLERS_SEND_MAIL_CONCURRENCY   | is not a property of Forbear; the nearest is FORBEAR_CONTROLLERS_SENDMAIL_CONCURRENCY
                    FORBEAR_CONTROLLERS_CONCURRENCY             | is not a property of Forbear; the nearest is FORBEAR_DEFAULTS_CONCURRENCY
                    FORBEAR_HTTP_TARGETS_A_NONSENSE_URL         | is not a property of Forbear; the nearest is FORBEAR_HTTP_TARGETS_ANONSENSE_URL
                    FORBEAR_CONTROLLERS_DEMO_LANECONCURRENCY    | is not available in this version; remove it
                    FORBEAR_CONTROLLERS_DEMO_LANE_CONCURRENCY   | is not available in this version; remove it
                    FORBEAR_CONTROLLERS_DEMO_BRAKE_CONCURRENCY  | is not available in this version; remove it
                    """)
    void a_variable_that_nothing_reads_stops_the_start_with_the_nearest_variable(
            String name, String message) {
        variables.put(name, "8");

        assertThat(new KnownProperties().findings(environment()))
                .containsExactly(name + " " + message);
    }

    @Test
    void a_variable_may_have_an_underscore_for_each_dash_and_is_read() {
        variables.put("FORBEAR_CONTROLLERS_SENDMAIL_RETRY_MAX_ATTEMPTS", "4");
        variables.put("FORBEAR_DEFAULTS_RETRY_MAX_RETRY_AFTER", "1s");

        var retry = settings().of("send-mail").retry();

        assertThat(retry.maxAttempts()).isEqualTo(4);
        assertThat(retry.maxRetryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "forbear.defaults.retry.maxAttempts=3",
                "forbear.defaults.retry.not-retryable[0]=java.io.IOException",
                "forbear.controllers.send-mail.retry.initial-delay=2s",
                "forbear.security.keys.ci.roles[0]=viewer",
                "forbear.security.keys.ci.sha256=00",
                "other.forbear.x=1"
            })
    void these_names_are_known(String assignment) {
        set(assignment);

        assertThat(new KnownProperties().findings(environment())).isEmpty();
    }

    @Test
    void a_section_for_no_controller_and_much_jitter_are_warned_of(CapturedOutput output) {
        set("forbear.controllers.ghost.concurrency=3");
        set("forbear.controllers.c.retry.jitter=0.4");

        settings().warn(List.of(Controllers.named("c", 0.4)));

        assertThat(output)
                .contains("forbear.controllers.ghost is configured, but no controller of that name")
                .contains("retry.jitter of controller c is 0.4")
                .doesNotContain("forbear.controllers.c is configured");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    java.io.IOException                                             |
                    dev.forbear.SettingsTest.Nested                                 |
                    dev.forbear.SettingsTest$Nested                                 |
                    IOException                                                     | no such class is here; write it with its package, as java.io.IOException
                    java.io.IOExeption                                              | no such class is here; write it with its package, as java.io.IOException
                    java.lang.String                                                | it is no exception, so that nothing thrown can be one
                    """)
    void a_class_that_can_never_be_thrown_is_warned_of(
            String name, String warning, CapturedOutput output) {
        set("forbear.controllers.c.retry.not-retryable[0]=" + name);

        settings().warn(List.of(Controllers.named("c", 0.1, name)));

        if (warning == null) {
            assertThat(output).doesNotContain("not-retryable");
        } else {
            assertThat(output)
                    .contains("retry.not-retryable of controller c names " + name + ": " + warning);
        }
    }

    /** A class in a class. */
    static final class Nested extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** Controllers that are only looked at. */
    private static final class Controllers {
        static dev.forbear.engine.Controller named(
                String name, double jitter, String... notRetryable) {
            var policy =
                    new dev.forbear.engine.Controller.Policy(
                            Duration.ofSeconds(1),
                            2,
                            Duration.ofMinutes(1),
                            jitter,
                            10,
                            Duration.ZERO,
                            List.of(notRetryable));
            return new dev.forbear.engine.Controller(name, null, policy, null, _ -> List.of());
        }
    }
}
