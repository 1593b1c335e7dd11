package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.reconciler.Result;
import dev.forbear.targets.HttpSettings.Times;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/** https: the certificate is for the name, although the client is given an address. */
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private static SSLContext receivers;
    private static SSLContext callers;

    @BeforeAll
    static void makeCertificate(@TempDir Path dir) throws Exception {
        var store = dir.resolve("receiver.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "receiver",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=receiver.test",
                                "-ext",
                                "san=dns:receiver.test",
                                "-validity",
                                "2",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                store.toString())
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        receivers = SSLContexts.custom().loadKeyMaterial(store, PASSWORD, PASSWORD).build();
        callers = SSLContexts.custom().loadTrustMaterial(store, PASSWORD).build();
    }

    private static Receiver receiver() throws Exception {
        return new Receiver(
                receivers
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
    }

    private static Scene scene() {
        var scene = new Scene().allowing("127.0.0.1");
        scene.tls = new DefaultClientTlsStrategy(callers);
        return scene.name("receiver.test", "127.0.0.1").name("other.test", "127.0.0.1");
    }

    private static String spec(String name, Receiver receiver) {
        return "{'url':'https://" + name + ":" + receiver.port() + "/'}";
    }

    @Test
    void a_receiver_is_known_by_its_name() throws Exception {
        try (var receiver = receiver();
                var scene = scene()) {
            assertThat(scene.call(spec("receiver.test", receiver))).isEqualTo(Result.done());
            assertThat(scene.call(spec("receiver.test", receiver))).isEqualTo(Result.done());
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_certificate_of_another_name_and_one_that_nobody_vouches_for_are_retried()
            throws Exception {
        try (var receiver = receiver();
                var scene = scene();
                var stranger = scene()) {
            assertThatThrownBy(() -> scene.call(spec("other.test", receiver)))
                    .isInstanceOf(CallFailedException.class)
                    .hasMessageStartingWith("other.test did not answer: SSL");
            stranger.tls = DefaultClientTlsStrategy.createDefault();
            assertThatThrownBy(() -> stranger.call(spec("receiver.test", receiver)))
                    .isInstanceOf(CallFailedException.class)
                    .hasMessageStartingWith("receiver.test did not answer: SSL");
            assertThat(receiver.calls()).isEmpty();
        }
    }

    @Test
    void a_handshake_that_hangs_is_given_up_after_the_connect_timeout() throws Exception {
        try (var receiver = new Receiver();
                var scene = scene()) {
            scene.times = new Times(Duration.ofMillis(200), null, Duration.ofMinutes(1));

            assertThatThrownBy(() -> scene.call(spec("receiver.test", receiver)))
                    .isInstanceOf(CallFailedException.class);
        }
    }

    @Test
    void an_interrupt_cuts_a_call_over_tls_too() throws Exception {
        try (var receiver = receiver();
                var scene = scene()) {
            var arrived = new CountDownLatch(1);
            receiver.answering((_, _, _) -> {
                arrived.countDown();
                new CountDownLatch(1).await();
            });
            scene.http();
            var call = new FutureTask<>(() -> scene.call(spec("receiver.test", receiver)));
            var thread = Thread.ofPlatform().start(call);
            arrived.await();
            thread.interrupt();

            assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(InterruptedException.class);
        }
    }
}
