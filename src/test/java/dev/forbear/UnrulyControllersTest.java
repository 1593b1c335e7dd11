package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;
import dev.forbear.task.Kind;
import dev.forbear.task.State;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Controllers that do what they must not, on the real engine, store and threads. */
@Tag("slow")
class UnrulyControllersTest {

    enum Deed {
        OVERFLOWS_THE_STACK,
        RUNS_OUT_OF_MEMORY,
        LACKS_A_CLASS,
        RETURNS_NULL,
        OUTLIVES_ITS_TIMEOUT,
        IGNORES_INTERRUPTS,
        SPINS,
        SUBMITS_ITSELF_AND_SUCCEEDS,
        SUBMITS_ITSELF_AND_FAILS,
        NOTHING
    }

    record Spec(Deed deed, int round) {}

    static final class Unruly implements Reconciler<Spec> {
        final CountDownLatch release = new CountDownLatch(1);
        final Map<String, Queue<Long>> starts = new ConcurrentHashMap<>();
        private final Submissions submissions;

        Unruly(Submissions submissions) {
            this.submissions = submissions;
        }

        @Override
        public Result reconcile(Request<Spec> request) throws Exception {
            starts.computeIfAbsent(request.key(), _ -> new ConcurrentLinkedQueue<>())
                    .add(System.nanoTime());
            return switch (request.spec().deed()) {
                case OVERFLOWS_THE_STACK -> reconcile(request);
                case RUNS_OUT_OF_MEMORY -> throw new OutOfMemoryError("simulated");
                case LACKS_A_CLASS -> throw new NoClassDefFoundError("com/example/Gone");
                case RETURNS_NULL -> null;
                case OUTLIVES_ITS_TIMEOUT -> outlive();
                case IGNORES_INTERRUPTS -> ignore();
                case SPINS -> spin();
                case SUBMITS_ITSELF_AND_SUCCEEDS -> again(request, true);
                case SUBMITS_ITSELF_AND_FAILS -> again(request, false);
                case NOTHING -> Result.done();
            };
        }

        private Result outlive() throws InterruptedException {
            release.await();
            return Result.done();
        }

        private Result ignore() {
            while (true) {
                try {
                    release.await();
                    return Result.done();
                } catch (InterruptedException _) {
                    // as it must not be done
                }
            }
        }

        private Result spin() {
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
            return Result.done();
        }

        private Result again(Request<Spec> request, boolean success) {
            var spec = new Spec(request.spec().deed(), request.spec().round() + 1);
            submissions.submit(Submission.to("unruly").key(request.key()).spec(spec));
            if (success) {
                return Result.done();
            }
            throw new IllegalStateException("failed after it had submitted itself");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({ValidationAutoConfiguration.class, ForbearAutoConfiguration.class})
    static class Beans {
        @Bean
        Unruly unruly(Submissions submissions) {
            return new Unruly(submissions);
        }
    }

    @TempDir Path folder;
    private ConfigurableApplicationContext context;
    private Unruly unruly;
    private Workqueue queue;

    @BeforeEach
    void start() {
        context =
                new SpringApplicationBuilder(Beans.class)
                        .web(WebApplicationType.NONE)
                        .run(
                                "--forbear.data-dir=" + folder,
                                "--forbear.shutdown-grace=0s",
                                "--forbear.controllers.unruly.concurrency=2",
                                "--forbear.controllers.unruly.attempt-timeout=200ms",
                                "--forbear.controllers.unruly.retry.initial-delay=100ms",
                                "--forbear.controllers.unruly.retry.max-attempts=3");
        unruly = context.getBean(Unruly.class);
        queue = context.getBean(Workqueue.class);
    }

    @AfterEach
    void stop() {
        unruly.release.countDown();
        context.close();
    }

    private TaskId submit(String key, Deed deed) {
        context.getBean(Submissions.class)
                .submit(Submission.to("unruly").key(key).spec(new Spec(deed, 0)));
        return new TaskId("unruly", key);
    }

    private Stored task(TaskId id) {
        return queue.find(id).orElseThrow();
    }

    private void awaitKind(TaskId id, Kind kind) {
        await().atMost(Duration.ofSeconds(30)).until(() -> task(id).task().state().kind() == kind);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "OVERFLOWS_THE_STACK",
                "RUNS_OUT_OF_MEMORY",
                "LACKS_A_CLASS",
                "RETURNS_NULL",
                "OUTLIVES_ITS_TIMEOUT"
            })
    void whatever_it_does_costs_an_attempt_and_the_workers_live_on(Deed deed) {
        var id = submit("k", deed);

        awaitKind(id, Kind.FAILED);

        assertThat(task(id).task().state())
                .isEqualTo(new State.Failed(TerminalReason.ATTEMPTS_EXHAUSTED));
        assertThat(task(id).task().progress().attempts()).isEqualTo(3);
        awaitKind(submit("well", Deed.NOTHING), Kind.SUCCEEDED);
    }

    @ParameterizedTest
    @EnumSource(names = {"IGNORES_INTERRUPTS", "SPINS"})
    void one_that_cannot_be_interrupted_loses_its_slot_but_not_its_key(Deed deed) {
        var stuck = submit("stuck", deed);
        awaitKind(stuck, Kind.RUNNING);
        submit("stuck", Deed.NOTHING);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> context.getBean(dev.forbear.engine.Engine.class).stuck("unruly") == 1);
        awaitKind(submit("a", Deed.NOTHING), Kind.SUCCEEDED);
        awaitKind(submit("b", Deed.NOTHING), Kind.SUCCEEDED);

        assertThat(task(stuck).task().state().kind()).isEqualTo(Kind.RUNNING);
        assertThat(unruly.starts.get("stuck")).hasSize(1);
        unruly.release.countDown();
        awaitKind(stuck, Kind.SUCCEEDED);
    }

    @Test
    void one_that_submits_itself_and_succeeds_runs_no_faster_than_the_least_interval() {
        submit("k", Deed.SUBMITS_ITSELF_AND_SUCCEEDS);

        await().until(() ->
                unruly.starts.getOrDefault("k", new ConcurrentLinkedQueue<>()).size() > 4);

        assertThat(leastGapOf("k")).isGreaterThanOrEqualTo(Duration.ofMillis(95));
    }

    @Test
    void one_that_submits_itself_and_fails_waits_the_first_delay_each_time() {
        submit("k", Deed.SUBMITS_ITSELF_AND_FAILS);

        await().until(() ->
                unruly.starts.getOrDefault("k", new ConcurrentLinkedQueue<>()).size() > 4);

        assertThat(leastGapOf("k")).isGreaterThanOrEqualTo(Duration.ofMillis(75));
    }

    private Duration leastGapOf(String key) {
        var starts = unruly.starts.get(key).stream().sorted().toList();
        var least = Long.MAX_VALUE;
        for (var i = 1; i < starts.size(); i++) {
            least = Math.min(least, starts.get(i) - starts.get(i - 1));
        }
        return Duration.ofNanos(least);
    }
}
