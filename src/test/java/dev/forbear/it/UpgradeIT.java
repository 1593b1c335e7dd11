package dev.forbear.it;

import static dev.forbear.it.UpgradeWork.assertNoErrors;
import static dev.forbear.it.UpgradeWork.awaitAttempts;
import static dev.forbear.it.UpgradeWork.awaitPaused;
import static dev.forbear.it.UpgradeWork.awaitState;
import static dev.forbear.it.UpgradeWork.finish;
import static dev.forbear.it.UpgradeWork.leave;
import static dev.forbear.it.UpgradeWork.leavePaused;
import static dev.forbear.it.UpgradeWork.pause;
import static dev.forbear.it.UpgradeWork.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The runnable jar beside and after one whose schema is older; {@code .ci/upgrade} builds that one.
 */
class UpgradeIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NEW = System.getProperty("forbear.jar");
    private static final String OLD = System.getProperty("forbear.old-jar", "");

    @TempDir Path folder;

    @BeforeAll
    static void find() {
        assumeTrue(
                !OLD.isEmpty(),
                "upgrades are not tested, for no jar of an older version is given: .ci/upgrade"
                        + " builds one, -Dforbear.old-jar=PATH names one");
        assertThat(Path.of(OLD)).isRegularFile();
    }

    @Test
    void replicas_of_a_new_version_come_in_beside_the_old_one_under_load_and_take_over()
            throws Exception {
        try (var receiver = new Receiver();
                var scene = new UpgradeScene(folder, receiver.url());
                var load = new UpgradeLoad()) {
            var old = scene.replica(OLD).awaitReady();
            var version = scene.version();
            leave(old, "before");
            leavePaused(old);
            load.on(old);
            load.awaitMore(50);

            var next = cameIn(scene, load);
            assertThat(scene.version()).as("of the schema").isGreaterThan(version);
            load.on(old, next);
            workTogether(old, next, receiver);
            load.on();
            scene.awaitQuiet();
            scene.assertExact(load, old, next);

            load.on(old, next);
            load.awaitMore(50);
            leave(old, "last");
            load.on(next);
            old.terminate();
            load.awaitMore(50);
            finish(next, next, "last");
            load.on();
            scene.awaitQuiet();
            scene.assertExact(load, next);
            assertThat(load.failures()).isEmpty();
            assertNoErrors(old, next);
            assertWayBack(scene, next, version);
        }
    }

    /** Starts the new version, whose step waits for somebody who reads all that there is. */
    private ServiceProcess cameIn(UpgradeScene scene, UpgradeLoad load) throws Exception {
        var next = scene.replica(NEW);
        try (var reader = scene.reader()) {
            next.awaitReady();
            await().atMost(SOON).until(() -> next.log().contains("store is away") || isReady(next));
            load.awaitMore(50);
            reader.rollback();
        }
        await().atMost(SOON).until(() -> isReady(next));
        return next;
    }

    private static boolean isReady(ServiceProcess service) throws Exception {
        return service.get("/readyz").statusCode() == 200;
    }

    private static void workTogether(ServiceProcess old, ServiceProcess next, Receiver receiver)
            throws Exception {
        awaitPaused(next, true);
        assertThat(receiver.calls()).as("while it is paused").isEmpty();
        resume(next);
        awaitState(old, "http/s-1", "SUCCEEDED");
        awaitPaused(old, false);
        pause(next);
        awaitPaused(old, true);
        resume(old);
        awaitPaused(next, false);

        finish(next, old, "before");
        leave(next, "beside");
        finish(old, next, "beside");
        awaitAttempts(old);
        awaitAttempts(next);
    }

    /** From schema 2 on a version starts on a schema that is one step newer; the first refuses. */
    private static void assertWayBack(UpgradeScene scene, ServiceProcess next, long version)
            throws Exception {
        if (version == 1) {
            assertRefused(scene.replica(OLD), "of a newer Forbear");
            scene.stepAhead();
        }
        var again = scene.replica(version == 1 ? NEW : OLD).awaitReady();
        await().atMost(SOON).until(() -> isReady(again));
        leave(again, "back");
        finish(next, again, "back");
        assertNoErrors(again, next);
    }

    private static void assertRefused(ServiceProcess service, String... why) throws Exception {
        assertThat(service.awaitEnd()).isNotZero();
        assertThat(service.log())
                .containsOnlyOnce("APPLICATION FAILED TO START")
                .contains(why)
                .doesNotContain("\tat ");
    }

    @Test
    void a_step_of_the_schema_that_fails_leaves_the_old_version_serving_and_ends_the_new_one()
            throws Exception {
        try (var scene = new UpgradeScene(folder, "http://127.0.0.1:9/");
                var load = new UpgradeLoad()) {
            var old = scene.replica(OLD).awaitReady();
            var version = scene.version();
            leave(old, "before");
            load.on(old);
            scene.forbidSteps("no steps on Fridays");

            assertRefused(
                    scene.replica(NEW), "schema failed and changed nothing", "no steps on Fridays");

            assertThat(scene.version()).as("of the schema").isEqualTo(version);
            load.awaitMore(50);
            finish(old, old, "before");
            load.on();
            scene.awaitQuiet();
            scene.assertExact(load, old);
            assertThat(load.failures()).isEmpty();
            assertNoErrors(old);

            scene.allowSteps();
            scene.replica(NEW).awaitReady();
            assertThat(scene.version()).as("of the schema").isGreaterThan(version);
        }
    }

    @Test
    void a_data_dir_is_taken_over_and_from_then_on_the_old_version_leaves_it_untouched()
            throws Exception {
        var dataDir = folder.resolve("data");
        var file = dataDir.resolve("forbear.db");
        try (var old = UpgradeScene.embedded(OLD, dataDir).awaitReady()) {
            leave(old, "before");
            old.terminate();
        }
        var backup = Files.createDirectory(folder.resolve("backup"));
        Files.copy(file, backup.resolve("forbear.db"));
        Files.copy(dataDir.resolve("admin.key"), backup.resolve("admin.key"));
        try (var next = UpgradeScene.embedded(NEW, dataDir).awaitReady()) {
            finish(next, next, "before");
            leave(next, "after");
            next.terminate();
            assertNoErrors(next);
        }
        var left = Files.readAllBytes(file);

        try (var old = UpgradeScene.embedded(OLD, dataDir)) {
            assertRefused(old, "newer version of Forbear", file.toString());
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(left);
        try (var old = UpgradeScene.embedded(OLD, backup).awaitReady()) {
            finish(old, old, "before");
        }
    }
}
