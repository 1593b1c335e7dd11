package dev.forbear.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.forbear.testkit.VirtualTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the log says of a store that is away: a line a change, and one a minute. */
class OutageTest {

    private static final Logger LOG = Logger.getLogger("forbear.engine");

    private final VirtualTime time = new VirtualTime();
    private final Outage outage = new Outage(time.ticker());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    lines.add(line.getLevel() + " " + line.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        LOG.setLevel(Level.INFO);
        LOG.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(handler);
    }

    private void fails(String who) {
        outage.away(who, new StoreAwayException("connection refused", null));
    }

    @Test
    void many_who_fail_are_one_line_and_one_line_when_the_last_works_again() {
        fails("dispatch");
        fails("leases");
        fails("outcomes");
        assertThat(outage.present()).isTrue();
        time.turn(ofSeconds(12));
        fails("dispatch");
        outage.back("leases");
        outage.back("dispatch");
        assertThat(lines).hasSize(1);
        outage.back("outcomes");

        assertThat(outage.present()).isFalse();
        assertThat(lines)
                .containsExactly(
                        "WARNING the store is away and is tried again each second: connection"
                                + " refused",
                        "INFO the store is back, after 12 s in which 4 calls failed");
    }

    @Test
    void while_it_lasts_there_is_a_line_a_minute() {
        for (var i = 0; i < 600; i++) {
            fails("dispatch");
            fails("outcomes");
            time.turn(ofSeconds(1));
        }

        assertThat(lines).hasSize(10);
        assertThat(lines.getLast())
                .isEqualTo(
                        "WARNING the store is still away, after 540 s in which 1080 calls failed:"
                                + " connection refused");
    }

    @Test
    void who_never_failed_says_nothing() {
        outage.back("dispatch");

        assertThat(lines).isEmpty();
    }

    @Test
    void it_knows_how_long_nothing_has_failed() {
        time.turn(ofMinutes(1));
        assertThat(outage.quietFor()).isEqualTo(ofMinutes(1).toNanos());
        fails("dispatch");
        time.turn(ofSeconds(1));
        assertThat(outage.quietFor()).isZero();
        outage.back("dispatch");
        time.turn(ofSeconds(3));

        assertThat(outage.quietFor()).isEqualTo(ofSeconds(3).toNanos());
    }
}
