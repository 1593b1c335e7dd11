package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;

/** How many connections the service takes at a time, in real time. */
@Tag("slow")
@Timeout(60)
class ConnectionsTest {

    private static final int MOST = 4;

    @TempDir private Path folder;

    private ConfigurableApplicationContext service(String... more) {
        var arguments = new ArrayList<String>();
        arguments.add("--server.address=127.0.0.1");
        arguments.add("--server.port=0");
        arguments.add("--forbear.data-dir=" + folder.resolve("data"));
        arguments.addAll(java.util.List.of(more));
        return new SpringApplicationBuilder(ForbearApplication.class)
                .properties("spring.config.name=forbear-service")
                .run(arguments.toArray(String[]::new));
    }

    @Test
    void one_above_the_limit_waits_until_another_is_closed() throws Exception {
        try (var service = service("--server.tomcat.max-connections=" + MOST)) {
            var port =
                    service.getEnvironment()
                            .getRequiredProperty("local.server.port", Integer.class);
            var taken = new ArrayList<Socket>();
            for (var i = 0; i < MOST; i++) {
                taken.add(asking(port));
                assertThat(status(taken.getLast())).isEqualTo("HTTP/1.1 200");
            }
            try (var oneMore = asking(port)) {
                oneMore.setSoTimeout(1_000);
                assertThat(waits(oneMore)).as("it waits").isTrue();

                taken.getFirst().close();

                oneMore.setSoTimeout(20_000);
                assertThat(status(oneMore)).isEqualTo("HTTP/1.1 200");
            }
            for (var socket : taken) {
                socket.close();
            }
        }
    }

    private static Socket asking(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
    }

    private static boolean waits(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < -1;
        } catch (SocketTimeoutException _) {
            return true;
        }
    }

    @Test
    void by_itself_the_service_takes_as_many_as_are_documented() throws Exception {
        try (var service = service()) {
            assertThat(service.getEnvironment().getProperty("server.tomcat.max-connections"))
                    .isEqualTo("1536");
            assertThat(java.nio.file.Files.readString(Path.of("docs/operating.md")))
                    .contains("| connections | 1,536 (`server.tomcat.max-connections`)");
        }
    }
}
