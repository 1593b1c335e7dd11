package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.forbear.task.Failure;
import dev.forbear.testkit.StoreScene;

import org.junit.jupiter.api.Test;

import java.util.List;

class FingerprintsTest extends SqliteScene {

    @Test
    void failures_that_are_alike_are_counted_when_they_are_flushed() {
        for (var i = 0; i < 3; i++) {
            submit("k" + i, "{}").join();
            scene.settle(scene.claim(), StoreScene.retry("no " + i));
            scene.turn(ofMillis(100));
        }
        assertThat(count("fingerprint")).isZero();
        scene.store().flush();
        scene.turn(ofSeconds(1));
        scene.settle(scene.claim(1).getFirst(), StoreScene.retry("no 9"));
        scene.store().flush();

        assertThat(fingerprints()).containsExactly("c f4 java.io.IOException no # hits 4");
        scene.reopen();
        assertThat(fingerprints()).hasSize(1);
    }

    private List<String> fingerprints() {
        return store().readers
                .read(session ->
                        session.list(
                                "select controller || ' ' || fingerprint || ' ' || type ||"
                                        + " ' ' || message || ' hits ' || hits from"
                                        + " fingerprint where first_seen <= last_seen"
                                        + " order by controller, fingerprint",
                                row -> row.getString(1)));
    }

    @Test
    void the_thousandth_and_first_kind_of_failure_counts_as_other() {
        var prints = new Fingerprints();
        for (var i = 0; i < Fingerprints.MOST + 50; i++) {
            var failure = new Failure("T", "m", "print " + i, null);
            prints.seen("c", failure, scene.time().instant());
        }
        store().commits.await(prints.take());

        assertThat(count("fingerprint")).isEqualTo(Fingerprints.MOST + 1);
        assertThat(count("fingerprint where fingerprint = 'other' and hits = 50")).isEqualTo(1);
        assertThat(prints.take().isEmpty()).isTrue();
    }
}
