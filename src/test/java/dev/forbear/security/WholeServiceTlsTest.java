package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.net.ssl.SSLSocket;

/**
 * The whole service as {@code docs/operating.md} says: TLS by bundles that are reloaded, a
 * management port, and paths before both.
 */
@Tag("slow")
class WholeServiceTlsTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("## Ports, paths, TLS and proxies.*?```yaml\n(.*?)```", Pattern.DOTALL);

    private static final Map<String, String> FORWARDED =
            Map.of(
                    "Forwarded", "for=203.0.113.9;proto=http;host=queue.example.com",
                    "X-Forwarded-For", "203.0.113.9",
                    "X-Forwarded-Proto", "http",
                    "X-Forwarded-Host", "queue.example.com",
                    "X-Forwarded-Prefix", "/behind");

    @TempDir private static Path folder;

    private static Certificate one;
    private static Certificate other;
    private static MountedSecret web;
    private static MountedSecret manage;
    private static WholeService whole;
    private static HttpClient client;
    private static Door service;
    private static Door management;
    private static String firstRefusal;

    @BeforeAll
    static void start() throws Exception {
        one = Certificate.made(folder, "one");
        other = Certificate.made(folder, "other");
        web = MountedSecret.of(folder.resolve("tls"), one);
        manage = MountedSecret.of(folder.resolve("tls-management"), other);
        whole =
                WholeService.started(
                        folder,
                        "spring.config.additional-location=file:" + configuration(),
                        "spring.ssl.bundle.watch.file.quiet-period=100ms",
                        "management.server.port=0",
                        "management.server.address=127.0.0.1");
        client = HttpClient.newBuilder().sslContext(Certificate.trusted(one, other)).build();
        service = Door.at("https", whole.port(), "/queue");
        management = Door.at("https", whole.managementPort(), "/manage");
        firstRefusal = WholeService.firstRefusal(new Calls(client, FORWARDED), service);
    }

    @AfterAll
    static void stop() {
        client.close();
        whole.close();
    }

    private static Path configuration() throws IOException {
        var example = EXAMPLE.matcher(Files.readString(Path.of("docs/operating.md")));
        assertThat(example.find()).isTrue();
        var text = example.group(1).replace("/etc/forbear/", folder + "/");
        return Files.writeString(folder.resolve("application.yaml"), text);
    }

    @Test
    void the_whole_table_holds_on_both_ports_before_and_after_their_certificates_are_replaced()
            throws Exception {
        assertThat(served(whole.port())).isEqualTo(one.certificate());
        assertThat(served(whole.managementPort())).isEqualTo(other.certificate());
        assertThat(new Cells(new Calls(client), service, management).wrong()).isEmpty();

        web.put(other::write);
        manage.put(one::write);

        awaitServed(whole.port(), other);
        awaitServed(whole.managementPort(), one);
        try (var renewed =
                HttpClient.newBuilder().sslContext(Certificate.trusted(one, other)).build()) {
            assertThat(new Cells(new Calls(renewed), service, management).wrong()).isEmpty();
        }
        what_cannot_be_used_is_not_served_and_what_comes_next_is();
    }

    private static void what_cannot_be_used_is_not_served_and_what_comes_next_is()
            throws Exception {
        try (var log = new LogLines("org.springframework.boot.autoconfigure.ssl")) {
            web.put(into -> Files.writeString(into.resolve("tls.crt"), "no certificate"));

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.all().stream().anyMatch(line -> line.startsWith("ERROR ")));
        }
        assertThat(served(whole.port())).isEqualTo(other.certificate());

        web.put(one::write);

        awaitServed(whole.port(), one);
    }

    private static void awaitServed(int port, Certificate certificate) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> served(port).equals(certificate.certificate()));
    }

    private static java.security.cert.Certificate served(int port) throws Exception {
        var sockets = Certificate.trusted(one, other).getSocketFactory();
        try (var socket =
                (SSLSocket) sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void without_tls_nothing_is_answered() throws Exception {
        var health = plain(whole.managementPort(), "/manage/actuator/health");

        for (var answer : List.of(plain(whole.port(), "/queue/livez"), health)) {
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("requires TLS");
        }
    }

    private static String plain(int port, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void forwarded_headers_are_not_believed() throws Exception {
        var proxied = new Calls(client, FORWARDED);

        var submitted = proxied.submit(service, "forwarded");
        var list = proxied.get(management.url() + "/actuator", TestService.KEYS.get("viewer"));
        var refused = proxied.get(service.url() + "/api/v1/tasks", null);

        assertThat(firstRefusal).endsWith("from=[127.0.0.1]");
        assertThat(submitted.headers().firstValue("Location"))
                .hasValue("/queue/api/v1/tasks/demo/forwarded");
        assertThat(list.body()).contains("\"href\":\"" + management.url() + "/actuator\"");
        assertThat(refused.body()).contains("\"type\":\"/queue/problems/unauthorized\"");
        assertThat(refused.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    @Test
    void the_types_of_problems_lead_to_their_pages_on_both_ports() throws Exception {
        for (var door : List.of(service, management)) {
            var page = new Calls(client).get(door.url() + "/problems/unauthorized", null);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<code>" + door.base() + "/problems/unauthorized<");
        }
    }

    @Test
    void the_start_says_where_the_service_is() {
        var said = new Announcement(new AdminKey(folder));
        try (var log = new LogLines("forbear.security")) {
            said.onApplicationEvent(
                    new ApplicationReadyEvent(
                            new SpringApplication(),
                            new String[0],
                            whole.context(),
                            Duration.ZERO));
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("Forbear answers at " + service.url() + "/api/v1\n");
        }
    }
}
