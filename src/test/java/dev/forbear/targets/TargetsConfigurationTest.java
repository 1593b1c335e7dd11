package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.targets.HttpSettings.Connections;
import dev.forbear.targets.HttpSettings.Times;

import jakarta.validation.Validator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The beans of the room, and what is said of the targets when they start. */
@ExtendWith(OutputCaptureExtension.class)
class TargetsConfigurationTest {

    private final Map<String, HttpSettings.Target> targets = new HashMap<>();

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(TargetsConfiguration.class)
                .withBean("forbearClock", InstantSource.class, InstantSource::system)
                .withBean(HttpSettings.class, this::settings);
    }

    private HttpSettings settings() {
        var times = new Times(Duration.ofSeconds(1), null, Duration.ofSeconds(1));
        return new HttpSettings(List.of(), times, new Connections(1, 1), targets, List.of());
    }

    private void target(String name, String url, String... allow) {
        targets.put(
                name,
                new HttpSettings.Target(
                        url, List.of(), Map.of(), List.of(allow), List.of(), null, null));
    }

    @Test
    void http_is_there_unless_it_is_switched_off_and_demo_only_if_it_is_switched_on() {
        runner().run(context ->
                assertThat(context)
                        .hasSingleBean(Reconciler.class)
                        .hasSingleBean(HttpReconciler.class));
        runner().withPropertyValues("forbear.http.enabled=false", "forbear.demo.enabled=true")
                .run(context ->
                        assertThat(context)
                                .hasSingleBean(Reconciler.class)
                                .hasSingleBean(DemoReconciler.class));
    }

    @Test
    void a_target_that_is_a_refused_address_is_an_error_at_the_start_and_does_not_stop_it(
            CapturedOutput output) {
        target("meta", "http://169.254.169.254/latest");
        target("fine", "http://127.0.0.1:8080/", "127.0.0.0/8");
        target("public", "http://8.8.8.8/");

        runner().run(context -> {
            assertThat(context).hasNotFailed();
            await().until(() -> output.getAll().contains(" is refused, its calls"));
        });

        assertThat(output.getAll().lines().filter(line -> line.contains("is refused, its")))
                .singleElement()
                .asString()
                .contains("ERROR", "target meta", "169.254.0.0/16 (link-local")
                .contains("forbear.http.targets.meta.allow");
    }

    @Test
    void a_target_that_is_not_configured_does_not_fit_and_those_there_are_are_listed() {
        target("fine", "http://127.0.0.1:1/", "127.0.0.0/8");
        target("order-hook", "http://127.0.0.1:1/", "127.0.0.0/8");

        runner().withBean(LocalValidatorFactoryBean.class)
                .run(context -> {
                    var validator = context.getBean(Validator.class);

                    assertThat(validator.validate(Scene.spec("{'target':'fin'}")))
                            .singleElement()
                            .satisfies(violation -> {
                                assertThat(violation.getPropertyPath()).hasToString("target");
                                assertThat(violation.getMessage())
                                        .isEqualTo(
                                                "must be the name of a configured target; there"
                                                        + " are: fine, order-hook");
                            });
                    assertThat(validator.validate(Scene.spec("{'target':'OrderHook'}"))).isEmpty();
                    assertThat(validator.validate(Scene.spec("{'url':'http://x.test/'}")))
                            .isEmpty();
                });
    }

    @Test
    void the_lane_is_the_targets_name_or_the_urls_host() {
        target("order-hook", "http://127.0.0.1:1/", "127.0.0.0/8");

        runner().run(context -> {
            var http = context.getBean(HttpReconciler.class);

            assertThat(http.lane(Scene.spec("{'target':'orderhook'}"))).isEqualTo("order-hook");
            assertThat(http.lane(Scene.spec("{'url':'https://API.Example.com:8443/x?y'}")))
                    .isEqualTo("api.example.com");
            assertThat(http.lane(Scene.spec("{'url':'http://[FD00::1]/'}")))
                    .isEqualTo("fd00:0:0:0:0:0:0:1");
            var label = "x".repeat(50) + ".";
            assertThat(http.lane(Scene.spec("{'url':'http://" + label.repeat(4) + "test/'}")))
                    .hasSize(200)
                    .endsWith("x.test");
        });
    }

    @Test
    void a_target_that_cannot_be_resolved_is_warned_of_and_does_not_stop_the_start(
            CapturedOutput output) {
        try (var scene = new Scene().target("gone", "http://gone.test/")) {
            new StartCheck(
                            scene.configured(),
                            scene.guard(),
                            new Refusals(() -> {}, InstantSource.system()))
                    .afterSingletonsInstantiated();

            await().until(() -> output.getAll().contains("is not resolved"));
        }

        assertThat(output).contains("WARN", "target gone").doesNotContain("ERROR");
    }

    @Test
    void the_threads_end_with_the_context() {
        target("fine", "http://127.0.0.1:1/", "127.0.0.0/8");

        runner().run(context -> assertThat(context).hasNotFailed());

        await().untilAsserted(() ->
                assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("forbear-http-"))
                        .noneMatch(name -> name.startsWith("idle-connection-evictor")));
    }
}
