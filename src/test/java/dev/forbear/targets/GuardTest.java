package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.TerminalException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a call may go. The names are looked up in a table; the receivers count connections. */
@ExtendWith(OutputCaptureExtension.class)
class GuardTest {

    private final Receiver receiver = new Receiver();
    private final Scene scene = new Scene();

    GuardTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        scene.close();
        receiver.close();
    }

    /** The guard's word on a caller's URL: the addresses, or the reason of the refusal. */
    private String said(String url) throws Exception {
        try (var deadlines = new Deadlines();
                var deadline = deadlines.in(Duration.ofSeconds(5))) {
            var target = scene.configured().of(Scene.spec("{'url':'" + url + "'}"));
            return switch (scene.guard().admission(target.reach(), deadline)) {
                case Guard.Admission.Admitted(var addresses) -> addresses.toString();
                case Guard.Admission.Refused refused -> refused.reason();
            };
        }
    }

    /** Every host is allowed, so what is refused is refused for its address alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0.0.0.0                    | 0.0.0.0/8 (this host)
                    0.1.2.3                    | 0.0.0.0/8 (this host)
                    10.0.0.1                   | 10.0.0.0/8 (private)
                    10.255.255.255             | 10.0.0.0/8 (private)
                    100.64.0.1                 | 100.64.0.0/10 (shared by a carrier's customers)
                    100.100.100.200            | 100.64.0.0/10 (shared by a carrier's customers)
                    127.0.0.1                  | 127.0.0.0/8 (loopback)
                    127.255.255.254            | 127.0.0.0/8 (loopback)
                    168.63.129.16              | 168.63.129.16 (a cloud's metadata)
                    169.254.0.1                | 169.254.0.0/16 (link-local, a cloud's metadata)
                    169.254.169.254            | 169.254.0.0/16 (link-local, a cloud's metadata)
                    172.16.0.1                 | 172.16.0.0/12 (private)
                    172.31.255.255             | 172.16.0.0/12 (private)
                    192.0.0.1                  | 192.0.0.0/24 (protocol assignments)
                    192.0.0.192                | 192.0.0.0/24 (protocol assignments)
                    192.0.2.1                  | 192.0.2.0/24 (documentation)
                    192.31.196.1               | 192.31.196.0/24 (AS112)
                    192.52.193.1               | 192.52.193.0/24 (AMT)
                    192.88.99.1                | 192.88.99.0/24 (6to4 relays)
                    192.168.0.1                | 192.168.0.0/16 (private)
                    192.175.48.1               | 192.175.48.0/24 (AS112)
                    198.18.0.1                 | 198.18.0.0/15 (benchmarks)
                    198.19.255.255             | 198.18.0.0/15 (benchmarks)
                    198.51.100.1               | 198.51.100.0/24 (documentation)
                    203.0.113.1                | 203.0.113.0/24 (documentation)
                    224.0.0.1                  | 224.0.0.0/4 (multicast)
                    239.255.255.255            | 224.0.0.0/4 (multicast)
                    240.0.0.1                  | 240.0.0.0/4 (reserved)
                    255.255.255.255            | 240.0.0.0/4 (reserved)
                    ::                         | ::/96 (IPv4 in its old IPv6 form)
                    ::1                        | ::1 (loopback)
                    ::127.0.0.1                | ::/96 (IPv4 in its old IPv6 form)
                    ::a9fe:a9fe                | ::/96 (IPv4 in its old IPv6 form)
                    ::8.8.8.8                  | ::/96 (IPv4 in its old IPv6 form)
                    ::ffff:127.0.0.1           | 127.0.0.0/8 (loopback)
                    ::ffff:10.0.0.1            | 10.0.0.0/8 (private)
                    ::ffff:a9fe:a9fe           | 169.254.0.0/16 (link-local, a cloud's metadata)
                    0:0:0:0:0:ffff:7f00:1      | 127.0.0.0/8 (loopback)
                    ::ffff:0:127.0.0.1         | ::/3 (not assigned)
                    64:ff9b::127.0.0.1         | 64:ff9b::/96 (NAT64)
                    64:ff9b::8.8.8.8           | 64:ff9b::/96 (NAT64)
                    64:ff9b:1::1               | 64:ff9b:1::/48 (NAT64 of a network of its own)
                    100::1                     | 100::/64 (discarded)
                    2001::1                    | 2001::/23 (protocol assignments, Teredo)
                    2001:10::1                 | 2001::/23 (protocol assignments, Teredo)
                    2001:db8::1                | 2001:db8::/32 (documentation)
                    2002:7f00:1::              | 2002::/16 (6to4)
                    2002:808:808::             | 2002::/16 (6to4)
                    2620:4f:8000::1            | 2620:4f:8000::/48 (AS112)
                    3fff::1                    | 3fff::/20 (documentation)
                    3fff:fff:ffff::1           | 3fff::/20 (documentation)
                    5f00::1                    | 5f00::/16 (segment routing)
                    fc00::1                    | fc00::/7 (private)
                    fd00:ec2::254              | fc00::/7 (private)
                    fe80::1                    | fe80::/10 (link-local)
                    fec0::1                    | fec0::/10 (private, deprecated)
                    ff02::1                    | ff00::/8 (multicast)
                    ffff::1                    | ff00::/8 (multicast)
                    4000::1                    | 4000::/2 (not assigned)
                    8000::1                    | 8000::/1 (not assigned)
                    """)
    void a_reserved_address_is_refused_as_a_literal_and_as_what_a_name_resolves_to(
            String address, String range) throws Exception {
        scene.allowing("*").name("receiver.test", address);
        var literal = address.contains(":") ? "[" + address + "]" : address;

        assertThat(said("http://receiver.test/"))
                .isEqualTo(
                        "receiver.test resolves into "
                                + range
                                + ", which is refused unless forbear.http.allow has the address or"
                                + " its range");
        assertThat(said("https://" + literal + ":8443/"))
                .endsWith(
                        " is in "
                                + range
                                + ", which is refused unless forbear.http.allow has the address or"
                                + " its range");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2000::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "2a00:1450::1",
                "3ffe::1",
                "3fff:1000::1",
                "::ffff:8.8.8.8"
            })
    void an_address_of_the_internet_is_admitted(String address) throws Exception {
        scene.allowing("*").name("receiver.test", address);

        assertThat(said("http://receiver.test/"))
                .isEqualTo("[" + InetAddress.ofLiteral(address) + "]");
    }

    /** All of these are 127.0.0.1, or lead there, for some client or other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0X7F.1/",
                "http://017700000001/",
                "http://0177.0.0.1/",
                "http://0177.0x0.0.01/",
                "http://127.1/",
                "http://127.0.1/",
                "http://127.0.0.1./",
                "http://127.0.0.1:80/",
                "http://[::ffff:7f00:1]/",
                "http://[0:0:0:0:0:ffff:127.0.0.1]/"
            })
    void an_address_is_judged_in_whatever_notation(String url) throws Exception {
        scene.allowing("*");

        assertThat(said(url)).startsWith("127.0.0.1 is in 127.0.0.0/8 (loopback)");
        assertThat(scene.lookedUp).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user@127.0.0.1/",
                "http://user:pass@example.com/",
                "http://example.com@127.0.0.1/",
                "http://@127.0.0.1/",
                "http://example.com:80@127.0.0.1:80/",
                "http://example.com\\\\@127.0.0.1/",
                "http://ⓛocalhost/",
                "http://１２７.0.0.1/",
                "http://127。0。0。1/",
                "http://bücher.example/",
                "http://%6c%6f%63%61%6c%68%6f%73%74/",
                "http://127.0.0.1%00.example.com/",
                "http://[::1%25lo]/",
                "http://[fe80::1%eth0]/",
                "http://[::1/",
                "http://::1/",
                "http://[127.0.0.1]/",
                "http://256.1.1.1/",
                "http://1.2.3.4.5/",
                "http://4294967296/",
                "http://0x/",
                "http://a..b/",
                "http://-a.b/",
                "http://.example.com/",
                "http://example.com../",
                "http:///x",
                "http:x",
                "//example.com/",
                "example.com",
                "/x",
                "http://example.com:0/",
                "http://example.com:/",
                "http://example.com:080/",
                "http://example.com:65536/",
                "http://example.com:99999999999/",
                "http://example.com:-80/",
                "http://example.com:80:81/",
                "http://example.com:８０/",
                "http://exa mple.com/",
                "http://example.com/a b",
                "http://example.com/\\u0000",
                "http://example.com/\\r\\nHost: x",
                "http://example.com/#x",
                "http://example.com/%zz",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:70/",
                "jar:http://example.com/x.jar!/",
                "javascript:alert(1)",
                "unix:/var/run/docker.sock",
                ""
            })
    void a_url_of_a_doubtful_form_ends_the_task_before_anything_is_looked_up(String url) {
        scene.allowing("*", "127.0.0.0/8");

        assertThatThrownBy(() -> scene.call("{'url':'" + url + "'}"))
                .isInstanceOf(TerminalException.class)
                .hasMessageStartingWith("url must ");
        assertThat(scene.lookedUp).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    *                    | http://api.test/           | [/8.8.8.8]
                    *:443                | https://api.test/          | [/8.8.8.8]
                    *:443                | http://api.test/           | api.test:80 is refused unless forbear.http.allow has it
                    api.test             | https://api.test:8443/     | [/8.8.8.8]
                    API.test.            | http://api.TEST./          | [/8.8.8.8]
                    api.test:8443        | https://api.test:8443/     | [/8.8.8.8]
                    api.test:8443        | https://api.test/          | api.test:443 is refused unless forbear.http.allow has it
                    *.test               | http://api.test/           | [/8.8.8.8]
                    *.api.test           | http://api.test/           | api.test:80 is refused unless forbear.http.allow has it
                    pi.test              | http://api.test/           | api.test:80 is refused unless forbear.http.allow has it
                    xn--bcher-kva.test   | http://xn--bcher-kva.test/ | [/8.8.8.8]
                    8.8.8.8              | http://api.test/           | [/8.8.8.8]
                    8.8.0.0/16           | http://api.test/           | [/8.8.8.8]
                    8.8.8.8:443          | http://api.test/           | api.test:80 is refused unless forbear.http.allow has it
                    10.0.0.0/8           | http://api.test/           | api.test:80 is refused unless forbear.http.allow has it
                    10.0.0.0/8           | http://inside.test/        | [/10.1.2.3]
                    10.0.0.0/8:8080      | http://inside.test:8080/   | [/10.1.2.3]
                    10.0.0.0/8:8080      | http://inside.test/        | inside.test:80 is refused unless forbear.http.allow has it
                    10.1.2.3             | http://10.1.2.3:9/         | [/10.1.2.3]
                    [fd00::/8]           | http://six.test/           | [/fd00:0:0:0:0:0:0:1]
                    fd00::/8             | http://six.test/           | [/fd00:0:0:0:0:0:0:1]
                    [fd00::1]:80         | http://[fd00::1]/          | [/fd00:0:0:0:0:0:0:1]
                    inside.test          | http://inside.test/        | inside.test resolves into 10.0.0.0/8 (private), which is refused unless forbear.http.allow has the address or its range
                    0.0.0.0/0            | http://inside.test/        | [/10.1.2.3]
                    ::/0                 | http://inside.test/        | inside.test resolves into 10.0.0.0/8 (private), which is refused unless forbear.http.allow has the address or its range
                    localhost            | http://localhost:1/        | [/127.0.0.1]
                    localhost            | http://localhost.api.test/ | localhost.api.test:80 is refused unless forbear.http.allow has it
                    localhost            | http://127.0.0.1/          | 127.0.0.1 is in 127.0.0.0/8 (loopback), which is refused unless forbear.http.allow has the address or its range
                    *.test               | http://mixed.test/         | mixed.test resolves into 127.0.0.0/8 (loopback), which is refused unless forbear.http.allow has the address or its range
                    *.test,10.0.0.0/8    | http://mixed.test/         | mixed.test resolves into 127.0.0.0/8 (loopback), which is refused unless forbear.http.allow has the address or its range
                    *.test,127.0.0.0/8   | http://mixed.test/         | [/8.8.8.8, /127.0.0.1]
                    """)
    void what_is_listed_is_reached_and_nothing_else(String allow, String url, String said)
            throws Exception {
        scene.allowing(StringUtils.commaDelimitedListToStringArray(allow))
                .name("api.test", "8.8.8.8")
                .name("xn--bcher-kva.test", "8.8.8.8")
                .name("inside.test", "10.1.2.3")
                .name("six.test", "fd00::1")
                .name("localhost", "127.0.0.1")
                .name("mixed.test", "8.8.8.8", "127.0.0.1");

        assertThat(said(url)).isEqualTo(said);
    }

    @Test
    void with_nothing_listed_no_name_is_even_looked_up() throws Exception {
        assertThat(said("http://secret-data.evil.test/"))
                .isEqualTo("secret-data.evil.test:80 is refused unless forbear.http.allow has it");
        assertThat(scene.lookedUp).hasValue(0);
    }

    @Test
    void a_refused_url_ends_the_task_without_a_connection_and_is_counted() {
        assertThatThrownBy(() -> scene.call("{'url':'" + receiver.url() + "'}"))
                .isInstanceOf(TerminalException.class)
                .hasMessage(
                        "url: 127.0.0.1 is in 127.0.0.0/8 (loopback), which is refused unless"
                                + " forbear.http.allow has the address or its range");

        assertThat(receiver.connections()).isZero();
        assertThat(scene.refused).hasValue(1);
    }

    @Test
    void an_allowed_url_is_called() throws Exception {
        scene.allowing("127.0.0.1:" + receiver.port());

        assertThat(scene.call("{'url':'" + receiver.url() + "/a?b=c'}")).isEqualTo(Result.done());
        assertThat(receiver.call().line()).isEqualTo("POST /a?b=c HTTP/1.1");
    }

    @Test
    void a_name_that_flips_between_look_ups_is_refused_the_second_time_and_never_reached()
            throws Exception {
        try (var inside = at("127.0.0.2", receiver.port())) {
            var looked = new AtomicInteger();
            scene.names.put(
                    "flip.test",
                    _ ->
                            Scene.addresses(
                                    looked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"));
            scene.allowing("127.0.0.1");
            var spec = "{'url':'http://flip.test:" + receiver.port() + "/'}";

            assertThat(scene.call(spec)).isEqualTo(Result.done());
            assertThatThrownBy(() -> scene.call(spec)).isInstanceOf(TerminalException.class);

            assertThat(looked).as("one look-up for each attempt").hasValue(2);
            assertThat(receiver.call().header("Host")).isEqualTo("flip.test:" + receiver.port());
            assertThat(receiver.connections()).isEqualTo(1);
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void a_name_that_has_one_refused_address_among_its_answers_is_not_reached_at_any() {
        scene.allowing("127.0.0.1").name("mixed.test", "127.0.0.1", "169.254.169.254");

        assertThatThrownBy(() -> scene.call("{'url':'http://mixed.test:" + receiver.port() + "/'}"))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("mixed.test resolves into 169.254.0.0/16");
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void a_redirect_to_another_place_is_not_followed() throws Exception {
        try (var inside = at("127.0.0.2", 0)) {
            receiver.answering(
                    Receiver.status(
                            307, "Location: http://127.0.0.2:" + inside.port() + "/latest/"));
            scene.allowing("127.0.0.0/8");

            assertThatThrownBy(() -> scene.call("{'url':'" + receiver.url() + "'}"))
                    .isInstanceOf(TerminalException.class);
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void the_next_address_of_a_name_is_tried_when_the_first_cannot_be_connected_to()
            throws Exception {
        scene.allowing("127.0.0.0/8").name("two.test", "127.0.0.3", "127.0.0.1");

        assertThat(scene.call("{'url':'http://two.test:" + receiver.port() + "/'}"))
                .isEqualTo(Result.done());
    }

    @Test
    void a_connection_that_one_target_may_have_is_not_lent_to_a_caller() throws Exception {
        scene.allowing("shared.test").name("shared.test", "127.0.0.1");
        var url = "http://shared.test:" + receiver.port() + "/";
        scene.target("inside", url);

        assertThat(scene.call("{'target':'inside'}")).isEqualTo(Result.done());
        assertThatThrownBy(() -> scene.call("{'url':'" + url + "'}"))
                .isInstanceOf(TerminalException.class);
        assertThat(receiver.calls()).hasSize(1);
    }

    @Test
    void a_name_that_cannot_be_resolved_is_retried() {
        scene.allowing("*");

        assertThatThrownBy(() -> scene.call("{'url':'http://gone.test/'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessage("gone.test did not answer: UnknownHostException: gone.test");
        assertThat(scene.refused).hasValue(0);
    }

    @Test
    void a_name_without_any_address_is_retried() {
        scene.allowing("*").name("empty.test");

        assertThatThrownBy(() -> scene.call("{'url':'http://empty.test/'}"))
                .isInstanceOf(CallFailedException.class);
    }

    @Test
    void a_configured_target_that_leads_inside_is_one_error_and_its_attempts_are_retried(
            CapturedOutput output) {
        var target =
                new HttpSettings.Target(
                        "http://orders.test:" + receiver.port(),
                        List.of(),
                        Map.of(),
                        List.of("10.0.0.0/8"),
                        List.of(),
                        null,
                        null);
        scene.target("orders", target).name("orders.test", "127.0.0.1");

        for (var attempt = 1; attempt <= 3; attempt++) {
            assertThat(catchThrowable(() -> scene.call("{'target':'orders'}")))
                    .isInstanceOf(CallFailedException.class)
                    .hasMessage(
                            "target orders: orders.test resolves into 127.0.0.0/8 (loopback), which"
                                    + " is refused unless forbear.http.targets.orders.allow (or"
                                    + " forbear.http.allow) has the address or its range");
        }

        assertThat(receiver.connections()).isZero();
        assertThat(scene.refused).hasValue(3);
        assertThat(lines(output, "target orders is refused, its calls are retried"))
                .singleElement()
                .asString()
                .contains("ERROR", "orders.test resolves into 127.0.0.0/8 (loopback)")
                .contains("forbear.http.targets.orders.allow");
    }

    @Test
    void a_target_that_is_refused_and_admitted_by_turns_is_told_of_every_ten_minutes(
            CapturedOutput output) throws Exception {
        scene.target("orders", "http://orders.test:" + receiver.port());

        for (var minute = 0; minute < 15; minute++) {
            scene.name("orders.test", "10.0.0.1");
            var _ = catchThrowable(() -> scene.call("{'target':'orders'}"));
            scene.name("orders.test", "127.0.0.1").call("{'target':'orders'}");
            scene.advance(Duration.ofMinutes(1));
        }

        assertThat(lines(output, " is refused, its calls")).hasSize(2);
        assertThat(lines(output, "target orders is admitted again")).hasSize(1);
    }

    @Test
    void the_proxies_of_the_systems_properties_are_not_used() throws Exception {
        try (var proxy = new Receiver()) {
            var port = String.valueOf(proxy.port());
            for (var kind : List.of("http.proxy", "https.proxy", "socksProxy")) {
                System.setProperty(kind + "Host", "127.0.0.1");
                System.setProperty(kind + "Port", port);
            }
            System.setProperty("http.nonProxyHosts", "");
            scene.allowing("127.0.0.0/8");

            assertThat(scene.call("{'url':'" + receiver.url() + "'}")).isEqualTo(Result.done());
            assertThat(proxy.connections()).isZero();
        } finally {
            for (var kind : List.of("http.proxy", "https.proxy", "socksProxy")) {
                System.clearProperty(kind + "Host");
                System.clearProperty(kind + "Port");
            }
            System.clearProperty("http.nonProxyHosts");
        }
    }

    private static List<String> lines(CapturedOutput output, String part) {
        return output.getAll().lines().filter(line -> line.contains(part)).toList();
    }

    private static Receiver at(String address, int port) throws IOException {
        return new Receiver(new ServerSocket(port, 50, InetAddress.ofLiteral(address)));
    }
}
