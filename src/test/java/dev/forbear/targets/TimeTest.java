package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.forbear.reconciler.Result;
import dev.forbear.targets.HttpSettings.Connections;
import dev.forbear.targets.HttpSettings.Times;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** How long a call may take, whatever the receiver does, and how it is cut short. */
@Tag("slow")
@Timeout(20)
class TimeTest {

    private final Receiver receiver = new Receiver();
    private final Scene scene = new Scene();

    TimeTest() throws IOException {
        scene.target("orders", receiver.url());
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
        receiver.close();
    }

    private void hang() {
        receiver.answering((_, _, _) -> new CountDownLatch(1).await());
    }

    private void drip(String head) {
        receiver.answering((_, out, _) -> {
            Receiver.write(out, head);
            while (!new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)) {
                Receiver.write(out, "x");
            }
        });
    }

    @Test
    void a_receiver_that_never_answers_is_cut_at_the_specs_timeout_and_retried() {
        hang();

        assertThatThrownBy(() -> scene.call("{'target':'orders','timeout':'PT0.2S'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessageStartingWith("orders did not answer");
    }

    @Test
    void a_receiver_that_is_silent_longer_than_allowed_is_given_up() {
        scene.times =
                new Times(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
        hang();

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessageStartingWith("orders did not answer: SocketTimeoutException");
    }

    @Test
    void a_head_that_comes_byte_by_byte_is_cut_at_the_timeout_of_the_whole_call() {
        drip("HTTP/1.1 200 OK\r\nX-Slow: ");

        assertThatThrownBy(() -> scene.call("{'target':'orders','timeout':'PT0.3S'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessage("orders did not answer within 300 ms");
    }

    @Test
    void a_body_that_comes_byte_by_byte_is_cut_too() {
        drip("HTTP/1.1 503 No\r\nContent-Length: 4000\r\n\r\n");

        assertThatThrownBy(() -> scene.call("{'target':'orders','timeout':'PT0.3S'}"))
                .hasMessage("orders did not answer within 300 ms");
    }

    @Test
    void a_success_whose_body_comes_byte_by_byte_is_a_success() throws Exception {
        drip("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n");

        assertThat(scene.call("{'target':'orders','timeout':'PT0.3S'}")).isEqualTo(Result.done());
    }

    @Test
    void a_receiver_that_does_not_accept_is_given_up_after_the_connect_timeout() throws Exception {
        scene.times = new Times(Duration.ofMillis(200), null, Duration.ofMinutes(1));
        try (var full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var waiting = new ArrayList<Socket>();
            for (var i = 0; i < 2; i++) { // what the backlog of one takes
                waiting.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            scene.target("full", "http://127.0.0.1:" + full.getLocalPort());

            assertThatThrownBy(() -> scene.call("{'target':'full'}"))
                    .isInstanceOf(CallFailedException.class)
                    .hasMessageStartingWith("full did not answer: ConnectTimeoutException");
            for (var socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void a_look_up_that_hangs_is_cut_and_holds_nobody_else_up() throws Exception {
        var never = new CountDownLatch(1);
        scene.allowing("127.0.0.0/8").name("fine.test", "127.0.0.1");
        scene.names.put(
                "hangs.test",
                _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                });

        assertThatThrownBy(() -> scene.call("{'url':'http://hangs.test/','timeout':'PT0.1S'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessage("hangs.test did not answer within 100 ms");
        assertThat(scene.call("{'url':'http://fine.test:" + receiver.port() + "/'}"))
                .isEqualTo(Result.done());
    }

    @Test
    void an_interrupt_cuts_a_call_that_hangs_and_the_receiver_sees_it_go() throws Exception {
        var gone = new CountDownLatch(1);
        receiver.answering((_, _, connection) -> {
            if (connection.getInputStream().read() < 0) {
                gone.countDown();
            }
        });

        interrupted("{'target':'orders'}", () -> !receiver.calls().isEmpty());

        assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_interrupt_cuts_a_call_that_drips() throws Exception {
        drip("HTTP/1.1 500 No\r\nContent-Length: 4000\r\n\r\n");

        interrupted("{'target':'orders'}", () -> !receiver.calls().isEmpty());
    }

    @Test
    void an_interrupt_cuts_a_look_up_that_hangs() throws Exception {
        scene.allowing("*");
        scene.names.put(
                "hangs.test",
                _ -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                });

        interrupted("{'url':'http://hangs.test/'}", () -> scene.lookedUp.get() == 1);
    }

    @Test
    void an_interrupt_cuts_the_wait_for_a_connection_of_the_pool() throws Exception {
        scene.connections = new Connections(1, 1);
        hang();
        var first = attempt("{'target':'orders'}");
        await().until(() -> receiver.calls().size() == 1);

        interrupted("{'target':'orders'}", () -> true);

        assertThat(receiver.connections()).isEqualTo(1);
        first.interrupt();
        first.join();
    }

    private void interrupted(String spec, Callable<Boolean> begun) throws Exception {
        scene.http();
        var call = new FutureTask<>(() -> scene.call(spec));
        var thread = Thread.ofPlatform().start(call);
        await().until(begun);
        thread.interrupt();

        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(InterruptedException.class);
    }

    private Thread attempt(String spec) {
        scene.http();
        return Thread.ofPlatform().start(new FutureTask<>(() -> scene.call(spec)));
    }

    @Test
    void no_more_connections_are_made_to_a_host_than_configured() throws Exception {
        scene.connections = new Connections(2, 3);
        scene.times = new Times(Duration.ofMillis(300), null, Duration.ofMinutes(1));
        hang();
        var hanging = List.of(attempt("{'target':'orders'}"), attempt("{'target':'orders'}"));
        await().until(() -> receiver.calls().size() == 2);

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessageStartingWith("orders was not called, since no connection became free")
                .hasMessageContaining("forbear.http.max-connections-per-host");

        assertThat(receiver.connections()).isEqualTo(2);
        for (var thread : hanging) {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void a_connection_that_the_receiver_closed_meanwhile_is_not_used_again() throws Exception {
        receiver.answering((_, out, connection) -> {
            Receiver.write(out, Receiver.status(200, "Connection: close"));
            connection.close();
        });

        assertThat(scene.call("{'target':'orders'}")).isEqualTo(Result.done());
        assertThat(scene.call("{'target':'orders'}")).isEqualTo(Result.done());
        assertThat(receiver.connections()).isEqualTo(2);
    }
}
