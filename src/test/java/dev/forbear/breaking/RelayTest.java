package dev.forbear.breaking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A way to a server that a test plays, byte by byte. */
class RelayTest {

    private final ServerSocket server;
    private final Relay relay;

    RelayTest() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        relay = new Relay(server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        server.close();
    }

    private Socket caller() throws IOException {
        var caller = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        caller.setSoTimeout(10_000);
        return caller;
    }

    private Socket called() throws IOException {
        server.setSoTimeout(10_000);
        var called = server.accept();
        called.setSoTimeout(10_000);
        return called;
    }

    @Test
    void what_is_sent_arrives_both_ways() throws IOException {
        try (var caller = caller();
                var called = called()) {
            caller.getOutputStream().write(7);
            assertThat(called.getInputStream().read()).isEqualTo(7);
            called.getOutputStream().write(8);
            assertThat(caller.getInputStream().read()).isEqualTo(8);
        }
    }

    @Test
    void what_is_stalled_arrives_when_that_is_over() throws IOException {
        try (var caller = caller();
                var called = called()) {
            relay.stall(true);
            caller.getOutputStream().write(7);
            called.setSoTimeout(200);
            assertThatThrownBy(() -> called.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);

            called.setSoTimeout(10_000);
            relay.stall(false);

            assertThat(called.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void what_is_cut_has_ended_for_both_and_new_ones_are_refused() throws IOException {
        try (var caller = caller();
                var called = called()) {
            caller.getOutputStream().write(7); // what has arrived went through the relay
            assertThat(called.getInputStream().read()).isEqualTo(7);
            relay.refuse(true);
            relay.cut();

            assertThat(ended(caller)).isTrue();
            assertThat(ended(called)).isTrue();
            try (var second = caller()) {
                assertThat(ended(second)).isTrue();
            }
        }
    }

    @Test
    void a_half_closed_connection_still_passes_the_other_way() throws IOException {
        try (var caller = caller();
                var called = called()) {
            caller.getOutputStream().write(7);
            assertThat(called.getInputStream().read()).isEqualTo(7);

            relay.halfClose(true);

            assertThat(called.getInputStream().read()).isEqualTo(-1);
            called.getOutputStream().write(8);
            assertThat(caller.getInputStream().read()).isEqualTo(8);
        }
    }

    /** By an end, or by a reset. */
    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
