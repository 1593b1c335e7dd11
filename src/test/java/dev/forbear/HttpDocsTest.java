package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Does what the page on the controller {@code http} tells to do, with its own lines, and plays the
 * receiver, which is down at first.
 */
class HttpDocsTest {

    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private record Call(String path, String body, Map<String, List<String>> headers) {}

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer receiver;
    private final String page = Files.readString(Path.of("docs/http.md"));

    @TempDir Path folder;

    HttpDocsTest() throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        receiver = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        receiver.createContext("/", this::receive);
    }

    @BeforeEach
    void start() {
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        calls.add(
                new Call(
                        exchange.getRequestURI().toString(),
                        body,
                        Map.copyOf(exchange.getRequestHeaders())));
        exchange.sendResponseHeaders(calls.size() == 1 ? 503 : 200, -1);
        exchange.close();
    }

    private static List<String> blocks(Pattern kind, String text) {
        return kind.matcher(text).results().map(block -> block.group(1)).toList();
    }

    private static Map<String, Object> properties(String yaml) throws IOException {
        var resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
        var loaded = new YamlPropertySourceLoader().load("page", resource).getFirst();
        var properties = new HashMap<String, Object>();
        for (var name : ((EnumerablePropertySource<?>) loaded).getPropertyNames()) {
            properties.put(name, loaded.getProperty(name));
        }
        return properties;
    }

    private ConfigurableApplicationContext service(Map<String, Object> properties) {
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", "0");
        properties.put("forbear.data-dir", folder.resolve("data").toString());
        return new SpringApplicationBuilder(ForbearApplication.class)
                .properties("spring.config.name=forbear-service")
                .properties(properties)
                .run();
    }

    @Test
    void each_line_of_the_page_does_what_it_says() throws Exception {
        var properties = properties(blocks(YAML, page).getFirst());
        properties.put(
                "forbear.http.targets.orders.url",
                "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks");
        properties.put("forbear.http.targets.orders.allow", "127.0.0.1");

        try (var service = service(properties)) {
            var answers = run(script(service));

            assertThat(answers.get(0)).contains("\"effect\":\"created\"");
            assertThat(answers.get(1)).contains("\"state\":\"SUCCEEDED\"", "\"attempts\":2");
            assertThat(answers.get(1)).contains("orders answered 503", "\"maxAttempts\":100");
        }

        assertThat(calls)
                .hasSize(2)
                .allSatisfy(call -> {
                    assertThat(call.path()).isEqualTo("/hooks/new");
                    assertThat(call.body()).isEqualTo("{\"order\":7,\"price\":1.10}");
                    assertThat(call.headers().get("X-api-key"))
                            .containsExactly("a-key-of-the-receiver");
                    assertThatCode(() -> verify(call)).doesNotThrowAnyException();
                });
    }

    private static void verify(Call call) throws Exception {
        var lower = new HashMap<String, List<String>>();
        call.headers().forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
        new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").verify(call.body(), lower);
    }

    private String script(ConfigurableApplicationContext service) {
        var port = service.getEnvironment().getProperty("local.server.port");
        return ("set -eu -o pipefail\n" + String.join("", blocks(SHELL, page)))
                .replace("http://localhost:8080", "http://127.0.0.1:" + port)
                .replace("data/admin.key", folder.resolve("data/admin.key").toString())
                .replaceAll("(?m)^curl .*(?:\n  .*)*", "$0\necho; echo ---");
    }

    private static List<String> run(String script) throws Exception {
        var bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
        var output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as(output).isZero();
        return List.of(output.split("---\n", -1));
    }

    @Test
    void the_configuration_of_what_may_be_reached_is_one_that_starts() throws Exception {
        var properties = properties(blocks(YAML, page).getLast());
        properties.put("forbear.http.targets.billing.url", "http://10.96.0.7:8080"); // no look-up

        try (var service = service(properties)) {
            assertThat(service.getBean(ForbearProperties.class).http().allow())
                    .containsExactly("api.example.com", "*.example.org:443", "10.20.0.0/16:8443");
        }
    }
}
