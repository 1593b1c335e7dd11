package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;

/** The whole service behind a proxy whose headers are believed, by either strategy. */
@Tag("slow")
class WholeServiceProxyTest {

    private static final String VIEWER = TestService.KEYS.get("viewer");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir private Path folder;

    @Test
    void native_believes_the_address_the_scheme_and_the_host_below_a_path_of_the_service()
            throws Exception {
        var proxied =
                new Calls(
                        client,
                        Map.of(
                                "Forwarded", "for=198.51.100.1;host=nobody.example.com",
                                "X-Forwarded-For", "198.51.100.1, 203.0.113.9, 10.0.0.7",
                                "X-Forwarded-Proto", "https",
                                "X-Forwarded-Host", "queue.example.com",
                                "X-Forwarded-Prefix", "/livez"));
        try (var whole =
                WholeService.started(
                        folder,
                        "server.forward-headers-strategy=native",
                        "server.servlet.context-path=/queue",
                        "spring.mvc.servlet.path=/forbear")) {
            var door = Door.at("http", whole.port(), "/queue/forbear");

            assertThat(WholeService.firstRefusal(proxied, door)).endsWith("from=[203.0.113.9]");
            assertThat(new Cells(proxied, door, door).wrong()).isEmpty();

            var list = proxied.get(door.url() + "/actuator", VIEWER);
            assertThat(list.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(list.body())
                    .contains("\"href\":\"https://queue.example.com/queue/forbear/actuator\"");
            assertThat(proxied.submit(door, "native").headers().firstValue("Location"))
                    .hasValue("/queue/forbear/api/v1/tasks/demo/native");
            assertThat(proxied.get(door.url() + "/queue/livez", null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void framework_believes_a_prefix_too_and_on_the_port_of_the_service_alone() throws Exception {
        var proxied =
                new Calls(
                        client,
                        Map.of(
                                "Forwarded",
                                "for=203.0.113.9;proto=https;host=queue.example.com, for=10.0.0.7",
                                "X-Forwarded-Prefix",
                                "/livez"));
        try (var whole =
                WholeService.started(
                        folder,
                        "server.forward-headers-strategy=framework",
                        "management.server.port=0",
                        "management.server.address=127.0.0.1")) {
            var port = whole.port();
            var door = new Door("http://localhost:" + port, "/livez");
            var management = Door.at("http", whole.managementPort(), "");

            assertThat(WholeService.firstRefusal(proxied, door)).endsWith("from=[203.0.113.9]");
            assertThat(new Cells(proxied, door, management).wrong()).isEmpty();

            var read = proxied.get(door.url() + "/api/v1/tasks", VIEWER);
            assertThat(read.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(proxied.submit(door, "framework").headers().firstValue("Location"))
                    .hasValue("/livez/api/v1/tasks/demo/framework");
            var list = proxied.get(management.url() + "/actuator", VIEWER);
            assertThat(list.headers().firstValue("Strict-Transport-Security")).isEmpty();
            assertThat(list.body()).contains("\"href\":\"" + management.url() + "/actuator\"");
        }
    }
}
