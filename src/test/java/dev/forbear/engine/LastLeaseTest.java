package dev.forbear.engine;

import static dev.forbear.engine.TestReplicas.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;

import dev.forbear.engine.TestReplicas.Replica;
import dev.forbear.task.Kind;
import dev.forbear.task.TaskId;
import dev.forbear.task.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A replica stops while an attempt is at work that ignores its interrupt. */
@Tag("slow")
@Timeout(60)
class LastLeaseTest {

    private final TestReplicas all = new TestReplicas();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Replica replica = all.replica(this::deaf, threads);

    @AfterEach
    void end() {
        done.countDown();
        threads.shutdown();
    }

    private Verdict deaf(Claim claim, Interruption interruption) {
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException _) {
                // that is what it is about
            }
        }
        return TestReplicas.SUCCESS;
    }

    private TaskId atWork() {
        var id = submit(replica, "k");
        replica.engine.start();
        await().until(() -> replica.engine.running("c") == 1);
        return id;
    }

    private Thread stopping(Duration grace) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        replica.engine.stop(grace);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private void turn() {
        all.time.turn(ofSeconds(1));
    }

    @Test
    void as_long_as_it_may_go_on_its_lease_is_renewed() throws Exception {
        var id = atWork();
        var stop = stopping(ofHours(9));
        var before = all.store.renewals;

        await().until(() -> {
            turn();
            return all.store.renewals > before + 2;
        });

        assertThat(all.task(id).state().kind()).isEqualTo(Kind.RUNNING);
        done.countDown();
        stop.join();
        assertThat(all.task(id).state().kind()).isEqualTo(Kind.SUCCEEDED);
    }

    @Test
    void afterwards_it_is_left_to_its_lease_which_costs_the_attempt_and_is_no_crash() {
        var id = atWork();
        var stop = stopping(Duration.ZERO);
        await().until(() -> {
            turn();
            return !stop.isAlive();
        });
        assertThat(all.task(id).state().kind())
                .as("nobody else may start it while its thread lives")
                .isEqualTo(Kind.RUNNING);
        replica.store.close();
        replica.frozen = true;

        all.replica((_, _) -> TestReplicas.SUCCESS, _ -> {});
        all.runFor(ofSeconds(30));

        var progress = all.task(id).progress();
        assertThat(progress.attempts()).isEqualTo(2);
        assertThat(progress.crashes()).isZero();
    }
}
