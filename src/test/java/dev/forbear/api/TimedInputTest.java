package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

class TimedInputTest {

    private long now;
    private int bytes;

    /** Each read waits so long for so many bytes. */
    private InputStream sending(Duration wait, int count) {
        return new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read in pieces");
            }

            @Override
            public int read(byte[] into, int from, int length) {
                now += wait.toNanos();
                bytes += Math.min(count, length);
                return Math.min(count, length);
            }
        };
    }

    private TimedInput timed(InputStream in) {
        return new TimedInput(in, Duration.ofSeconds(20), () -> now);
    }

    @Test
    void a_byte_a_second_is_cut_off_after_the_time_that_a_sender_has() {
        var input = timed(sending(Duration.ofSeconds(1), 1));

        assertThatThrownBy(input::readAllBytes)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("the body comes too slowly");
        assertThat(bytes).isBetween(20, 22);
    }

    @Test
    void a_kib_a_second_may_go_on_for_ever() throws IOException {
        var input = timed(sending(Duration.ofSeconds(1), 1_024));

        assertThat(input.readNBytes(1_024 * 1_024)).hasSize(1_024 * 1_024);
    }

    @Test
    void what_came_fast_may_be_followed_by_a_pause() throws IOException {
        var fast = sending(Duration.ZERO, 8_192);
        var slow = sending(Duration.ofSeconds(10), 1);
        var input =
                timed(
                        new InputStream() {
                            @Override
                            public int read() {
                                throw new AssertionError("read in pieces");
                            }

                            @Override
                            public int read(byte[] into, int from, int length) throws IOException {
                                return (bytes < 100_000 ? fast : slow).read(into, from, length);
                            }
                        });

        assertThat(input.readNBytes(100_000)).hasSize(100_000);
        assertThat(input.readNBytes(10)).hasSize(10);
        assertThat(now).isEqualTo(Duration.ofSeconds(100).toNanos());
        assertThatThrownBy(input::readAllBytes).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void a_single_byte_and_the_end_are_told_apart() throws IOException {
        var input = timed(InputStream.nullInputStream());
        var one = timed(new java.io.ByteArrayInputStream(new byte[] {(byte) 0xFF}));

        assertThat(input.read()).isEqualTo(-1);
        assertThat(one.read()).isEqualTo(0xFF);
        assertThat(one.read()).isEqualTo(-1);
    }
}
