package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnnouncementTest {

    @Test
    void a_controller_is_announced_with_its_delays_and_when_it_gives_up() {
        assertThat(Announcement.of(TestControllers.controller("demo", 10, null)).pairs())
                .hasToString(
                        "controller=demo attempts=10 schedule=\"1s 2s 4s 8s 16s 32s 60s x3\""
                                + " givesUpAfter=4m3s concurrency=16 attemptTimeout=60s");
    }

    @Test
    void one_attempt_has_no_delays() {
        assertThat(Announcement.of(TestControllers.controller("once", 1, null)).pairs())
                .hasToString(
                        "controller=once attempts=1 givesUpAfter=0s concurrency=16"
                                + " attemptTimeout=60s");
    }

    @Test
    void a_long_schedule_is_cut_and_still_summed_up() {
        var line = Announcement.of(TestControllers.linear("slow", 100));

        assertThat(line.pairs().toString())
                .contains("schedule=\"1s 2s 3s 4s 5s 6s 7s 8s 9s 10s 11s 12s …\"")
                .contains("givesUpAfter=1h22m");
    }
}
