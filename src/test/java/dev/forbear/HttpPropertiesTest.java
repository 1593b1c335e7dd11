package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.targets.HttpSettings.Connections;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the section {@code forbear.http} may hold, and what is said of what it may not. */
@ExtendWith(OutputCaptureExtension.class)
class HttpPropertiesTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Map<String, Object> file = new HashMap<>();
    private final Map<String, Object> variables = new HashMap<>();

    private ForbearSettings settings() {
        var environment = new StandardEnvironment();
        var sources = environment.getPropertySources();
        sources.remove("systemEnvironment");
        sources.remove("systemProperties");
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        sources.addLast(new MapPropertySource("file", file));
        ConfigurationPropertySources.attach(environment);
        var properties = Binder.get(environment).bindOrCreate("forbear", ForbearProperties.class);
        return ForbearSettings.checked(properties, environment, true);
    }

    private void set(String assignment) {
        var parts = assignment.split("=", 2);
        file.put(parts[0], parts[1]);
    }

    @Test
    void without_any_property_the_defaults_are_those_that_are_documented() {
        var http = settings().properties().http();

        assertThat(http.enabled()).isTrue();
        assertThat(http.allow()).isEmpty();
        assertThat(http.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(http.responseTimeout()).isNull();
        assertThat(http.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings().http().connections()).isEqualTo(new Connections(64, 256));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    concurrency=100                              | 100 | 256
                    concurrency=300                              | 300 | 300
                    concurrency=100 max-connections=80           | 80  | 80
                    concurrency=300 max-connections-per-host=2   | 2   | 300
                    max-connections=9                            | 9   | 9
                    max-connections-per-host=400                 | 400 | 400
                    """)
    void there_are_connections_for_all_attempts_unless_fewer_are_set(
            String assignments, int perHost, int inAll) {
        for (var assignment : assignments.strip().split(" ", -1)) {
            var section =
                    assignment.startsWith("c") ? "forbear.controllers.http." : "forbear.http.";
            set(section + assignment);
        }

        assertThat(settings().http().connections()).isEqualTo(new Connections(perHost, inAll));
    }

    @Test
    void fewer_connections_than_attempts_are_warned_of_by_both_names(CapturedOutput output) {
        set("forbear.controllers.http.concurrency=8");
        settings().warn(List.of());
        assertThat(output).doesNotContain("forbear.http.");

        set("forbear.http.max-connections-per-host=2");
        settings().warn(List.of());

        assertThat(output.getAll().lines().filter(line -> line.contains("forbear.http.")))
                .singleElement()
                .asString()
                .contains("WARN", "forbear.http.max-connections-per-host is 2")
                .contains("forbear.controllers.http.concurrency 8");
    }

    @Test
    void fewer_connections_in_all_than_to_one_host_stop_the_start() {
        set("forbear.http.max-connections=9");
        set("forbear.http.max-connections-per-host=10");

        assertThatThrownBy(this::settings)
                .hasMessage(
                        "forbear.http.max-connections-per-host must not be above"
                                + " forbear.http.max-connections, which is 9, was 10");
    }

    @Test
    void http_has_100_attempts_of_its_own_and_its_section_stands_over_them() {
        set("forbear.defaults.retry.max-attempts=7");
        assertThat(settings().of("http").retry().maxAttempts()).isEqualTo(100);
        assertThat(settings().of("other").retry().maxAttempts()).isEqualTo(7);

        set("forbear.controllers.http.retry.max-attempts=12");
        assertThat(settings().of("http").retry().maxAttempts()).isEqualTo(12);
    }

    @Test
    void a_target_has_all_that_is_set_in_its_section() {
        set("forbear.http.allow=*.example.com,10.0.0.0/8:8080");
        set("forbear.http.targets.orders.url=https://orders.example.com/hooks");
        set("forbear.http.targets.orders.secret=" + SECRET + "," + SECRET);
        set("forbear.http.targets.orders.headers.X-Api-Key=k");
        set("forbear.http.targets.orders.allow=10.1.0.0/16");
        set("forbear.http.targets.orders.retry-on=404,302");
        set("forbear.http.targets.orders.timeout=50s");
        set("forbear.http.targets.orders.response-timeout=9s");

        var http = settings().http();

        assertThat(http.allow()).containsExactly("*.example.com", "10.0.0.0/8:8080");
        var orders = http.targets().get("orders");
        assertThat(orders.url()).isEqualTo("https://orders.example.com/hooks");
        assertThat(orders.secrets()).containsExactly(SECRET, SECRET);
        assertThat(orders.headers()).containsExactly(Map.entry("X-Api-Key", "k"));
        assertThat(orders.allow()).containsExactly("10.1.0.0/16");
        assertThat(orders.retryOn()).containsExactly(404, 302);
        assertThat(orders.call()).isEqualTo(Duration.ofSeconds(50));
        assertThat(orders.response()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void a_secret_in_a_variable_joins_its_target_in_the_file() {
        set("forbear.http.targets.order-hook.url=https://orders.example.com/");
        set("forbear.http.targets.order-hook.secret=whsec_bm90IHRoZSBvbmUgdGhhdCBjb3VudHMh");
        variables.put("FORBEAR_HTTP_TARGETS_ORDERHOOK_SECRET", SECRET);

        var targets = settings().http().targets();

        assertThat(targets).containsOnlyKeys("order-hook");
        assertThat(targets.get("order-hook").url()).isEqualTo("https://orders.example.com/");
        assertThat(targets.get("order-hook").secrets()).containsExactly(SECRET);
    }

    @Test
    void a_header_that_only_a_variable_has_has_dashes_for_its_underscores() {
        set("forbear.http.targets.orders.url=https://orders.example.com/");
        variables.put("FORBEAR_HTTP_TARGETS_ORDERS_HEADERS_X_API_KEY", "k");
        variables.put("FORBEAR_HTTP_TARGETS_ORDERS_HEADERS_AUTHORIZATION", "Bearer k");

        var orders = settings().http().targets().get("orders");

        assertThat(orders.headers())
                .containsOnly(Map.entry("x-api-key", "k"), Map.entry("authorization", "Bearer k"));
    }

    @ParameterizedTest
    @CsvSource({
        "orders, ORDERS_HEADERS_XAPIKEY",
        "orders, ORDERS_HEADERS_X_API_KEY",
        "order-hook, ORDERHOOK_HEADERS_XAPIKEY",
        "order-hook, ORDERHOOK_HEADERS_X_API_KEY"
    })
    void a_header_in_a_variable_joins_those_of_its_target_in_the_file(
            String target, String variable) {
        var section = "forbear.http.targets." + target;
        set(section + ".url=https://orders.example.com/");
        set(section + ".headers.X-Api-Key=not the one that counts");
        set(section + ".headers.X-Shop=shop");
        variables.put("FORBEAR_HTTP_TARGETS_" + variable, "k");

        var targets = settings().http().targets();

        assertThat(targets).containsOnlyKeys(target);
        assertThat(targets.get(target).headers())
                .containsOnly(Map.entry("X-Api-Key", "k"), Map.entry("X-Shop", "shop"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    forbear.http.allow=a b                            | forbear.http.allow[0] must have a host of letters, digits, dots, - and _; write an international name in its ASCII form, which starts with xn--
                    forbear.http.allow=http://a.test/                 | forbear.http.allow[0] must be a host (api.example.com, *.example.com, *), an address or a range (10.0.0.0/8, [fd00::/8]), each with a port if need be (:8443), was http://a.test/
                    forbear.http.allow=a.test,a.*.test                | forbear.http.allow[1] must have a host of letters, digits, dots, - and _; write an international name in its ASCII form, which starts with xn--
                    forbear.http.allow=10.0.0.0/33                    | forbear.http.allow[0] must have a prefix of 0 to 32 bits, was /33
                    forbear.http.allow=10.1.2.3/8                     | forbear.http.allow[0] must not have bits beyond its prefix: write 10.0.0.0/8, or the address alone, was 10.1.2.3/8
                    forbear.http.allow=10.0.0/8                       | forbear.http.allow[0] must have an address like 10.0.0.0 or fd00::, was 10.0.0
                    forbear.http.allow=fd00::/129                     | forbear.http.allow[0] must have a prefix of 0 to 128 bits, was /129
                    forbear.http.allow=0x7f.1                         | forbear.http.allow[0] must have an address in its plain form, was 0x7f.1
                    forbear.http.allow=a.test:0                       | forbear.http.allow[0] must have a port from 1 to 65535, was 0
                    forbear.http.allow=a.test:70000                   | forbear.http.allow[0] must have a port from 1 to 65535, was 70000
                    forbear.http.connect-timeout=0s                   | forbear.http.connect-timeout must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 300s, was 0s
                    forbear.http.timeout=8d                           | forbear.http.timeout must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 7d, was 8d
                    forbear.http.response-timeout=-1s                 | forbear.http.response-timeout must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 7d, was PT-1S
                    forbear.http.max-connections=10001                | forbear.http.max-connections must be a whole number from 1 to 10000, was 10001
                    forbear.http.max-connections-per-host=0           | forbear.http.max-connections-per-host must be a whole number from 1 to 10000, was 0
                    forbear.http.targets.o.timeout=0s                 | forbear.http.targets.o.timeout must be a duration (30s, 5m, 1d or ISO-8601) from 1ms to 7d, was 0s
                    forbear.http.targets.o_o.url=http://a.test        | forbear.http.targets.o_o: a target's name has 1 to 63 of a-z 0-9 -
                    forbear.http.targets.o.retry-on=404               | forbear.http.targets.o.url must be set: where the target is
                    forbear.http.targets.o.url=ftp://a.test           | forbear.http.targets.o.url must start with http:// or https:// and a host
                    forbear.http.targets.o.url=http://u:canary@a.test | forbear.http.targets.o.url must not have user-info; send an Authorization header instead
                    forbear.http.targets.o.url=http://a.test/#x       | forbear.http.targets.o.url must not have a fragment; remove it from the # on
                    forbear.http.targets.o.url=http://a.test:0        | forbear.http.targets.o.url must have a host, and a port from 1 to 65535 if any
                    forbear.http.targets.o.url=http://a.test/ canary  | forbear.http.targets.o.url must be ASCII without spaces; percent-encode the path, and write an international host in its ASCII form, which starts with xn--
                    forbear.http.targets.o.secret=canary              | forbear.http.targets.o.secret[0] must be whsec_ and the base64 of 24 to 64 bytes; the command echo whsec_$(openssl rand -base64 32) makes one
                    forbear.http.targets.o.secret=whsec_Y2FuYXJ5      | forbear.http.targets.o.secret[0] must be whsec_ and the base64 of 24 to 64 bytes; the command echo whsec_$(openssl rand -base64 32) makes one
                    forbear.http.targets.o.headers.Host=canary        | forbear.http.targets.o.headers.Host must be left out: it belongs to the connection
                    forbear.http.targets.o.headers.Forbear-X=canary   | forbear.http.targets.o.headers.Forbear-X must be left out: Forbear sets it
                    forbear.http.targets.o.headers.webhook-id=canary  | forbear.http.targets.o.headers.webhook-id must be left out: Forbear sets it
                    forbear.http.targets.o.headers.X-A=canaryé        | forbear.http.targets.o.headers.X-A must have a value of at most 4096 ASCII characters without control characters
                    forbear.http.targets.o.headers.content-type=canary | forbear.http.targets.o.headers.content-type must have a content type like text/plain; charset=UTF-8, of a charset that is known here
                    forbear.http.targets.o.allow=a.test               | forbear.http.targets.o.allow[0] must be an address or a range, like 10.0.0.0/8: the target's host is allowed already, what counts is where it leads; was a.test
                    forbear.http.targets.o.retry-on=404,200           | forbear.http.targets.o.retry-on[1] must be a status from 300 to 599, was 200
                    forbear.http.targets.o.urll=x                     | forbear.http.targets.o.urll is not a property of Forbear; the nearest is forbear.http.targets.o.url
                    forbear.http.alow=x                               | forbear.http.alow is not a property of Forbear; the nearest is forbear.http.allow
                    """)
    void an_invalid_value_stops_the_start_and_is_named_without_a_secret(
            String assignment, String message) {
        set(assignment);
        if (assignment.contains("targets.o.") && !message.contains("url must be set")) {
            file.putIfAbsent("forbear.http.targets.o.url", "https://orders.example.com");
        }

        assertThatThrownBy(this::settings)
                .isInstanceOfSatisfying(
                        StartRefusedException.class,
                        e -> assertThat(e.findings()).containsExactly(message))
                .hasMessageNotContaining("canary");
    }

    @Test
    void a_header_may_be_written_in_brackets() {
        set("forbear.http.targets[order-hook].url=http://a.test");
        set("forbear.http.targets[order-hook].headers[X.Api.Key]=k");

        assertThat(settings().http().targets().get("order-hook").headers())
                .containsExactly(Map.entry("X.Api.Key", "k"));
    }

    @Test
    void three_secrets_are_one_too_many() {
        set("forbear.http.targets.o.url=http://a.test");
        set("forbear.http.targets.o.secret=" + String.join(",", List.of(SECRET, SECRET, SECRET)));

        assertThatThrownBy(this::settings)
                .hasMessage("forbear.http.targets.o.secret must have at most two secrets, has 3")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void nothing_of_the_properties_shows_a_secret_as_text() {
        set("forbear.http.targets.orders.url=https://orders.example.com/canary-1?key=canary-2");
        set("forbear.http.targets.orders.secret=whsec_Y2FuYXJ5LTMtY2FuYXJ5LTMtY2FuYXJ5");
        set("forbear.http.targets.orders.headers.Authorization=Bearer canary-4");

        var properties = settings().properties();

        assertThat(properties.toString() + properties.http().settings(1, List.of()))
                .contains("Authorization")
                .doesNotContain("canary", "Y2FuYXJ5");
    }
}
