package dev.forbear.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.forbear.secrets.MaskedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A canary in all that may be secret, in a whole service whose receiver repeats what it is sent:
 * who may only read meets it nowhere, and neither does who reads the log.
 */
@ExtendWith(OutputCaptureExtension.class)
class CanaryTest {

    private static final String CANARY = "canary7f3a9c";
    private static final String SECRET = "whsec_Y2FuYXJ5N2YzYTljY2FuYXJ5N2YzYTlj"; // twice CANARY
    private static final String PATH = "cnry1p";
    private static final String QUERY = "cnry2q";
    private static final String BASE64 =
            CarelessController.base64(CANARY.substring(2)).substring(0, 12);
    private static final String[] HIDDEN = {CANARY, SECRET, PATH, QUERY, BASE64};

    private static final Pattern ENDED = Pattern.compile("\"state\":\"(FAILED|SUCCEEDED)\"");

    @TempDir Path folder;

    private final RepeatingReceiver receiver;
    private CanaryService service;

    CanaryTest() throws IOException {
        receiver = new RepeatingReceiver();
    }

    @AfterEach
    void stop() {
        service.close();
        receiver.close();
    }

    private void start(String... properties) throws Exception {
        var target = "forbear.http.targets.orders.";
        var own =
                Stream.of(
                        target + "url=" + receiver.at("/" + PATH + "?x=" + QUERY),
                        target + "secret=" + SECRET,
                        target + "headers.X-Api-Key=" + CANARY,
                        target + "headers.Authorization=Bearer " + CANARY);
        service =
                new CanaryService(
                        folder.resolve("data"),
                        Stream.concat(own, Stream.of(properties)).toArray(String[]::new));
    }

    @Test
    void who_may_only_read_and_who_reads_the_log_never_meet_it(CapturedOutput log)
            throws Exception {
        start("logging.level.root=TRACE"); // what the service pins stays pinned
        var specs =
                """
                {'target':'orders'}
                {'target':'orders','path':'404'}
                {'target':'orders','headers':{'X-Token':'CANARY','Cookie':'a=CANARY'}}
                {'target':'orders','path':'x?token=CANARY'}
                {'target':'orders','path':'x?CANARY'}
                {'url':'URL?token=CANARY','headers':{'Authorization':'Basic CANARY'}}
                {'url':'SHOUTED?token=CANARY'}
                {'url':'http://127.0.0.2/?x=CANARY'}
                {'target':'orders','body':{'note':'no secret','password':'CANARY','secret':['CANARY']}}
                {'target':'orders','body':{'token':'CANARY','password':'CANARY-and-more-of-CANARY'}}
                {'target':'orders','body':{'password':'a\\'CANARY\\\\CANARY'}}
                {'target':'orders','body':{'password':'LONG'}}
                {'target':'orders','body':{'api_key':'CANARY','accessKey':'CANARY','passwd':'CANARY','pwd':'CANARY'}}
                {'target':'orders','body':{'callback':'http://a.test/?key=CANARY','url':'HTTPS://a.test/?CANARY'}}
                """
                        .replace("LONG", CANARY.repeat(100))
                        .lines()
                        .toList();
        for (var i = 0; i < specs.size(); i++) {
            var spec =
                    specs.get(i)
                            .replace("URL", receiver.at("/x"))
                            .replace("SHOUTED", receiver.at("/x").replace("http", "HTTP"));
            accepts("http", "k" + i, spec);
        }
        for (var wrong :
                List.of(
                        "{'url':'http://CANARY:CANARY@127.0.0.1/'}",
                        "{'target':'orders','headers':{'Host':'CANARY'}}",
                        "{'url':'CANARY://x'}",
                        "{'target':'orders','path':'../CANARY'}")) {
            answers(422, "http", wrong);
        }
        var attempted = "/api/v1/tasks?controller=http&limit=100";
        await().until(() -> service.read(attempted).split("\"outcome\"", -1).length > specs.size());

        for (var i = 0; i < specs.size(); i++) {
            assertThat(service.read("/api/v1/tasks/http/k" + i))
                    .as(specs.get(i))
                    .doesNotContain(HIDDEN);
        }
        for (var path :
                List.of(
                        attempted,
                        "/api/v1/controllers",
                        "/actuator/forbear",
                        "/actuator/metrics",
                        "/actuator/info",
                        "/actuator/health",
                        "/actuator/prometheus")) {
            assertThat(service.read(path))
                    .as(path)
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain(HIDDEN);
        }
        assertThat(service.read("/api/v1/tasks/http/k0")).contains("orders answered 503");
        assertThat(service.read("/api/v1/tasks/http/k8"))
                .contains("orders answered 503: {\\\"note\\\":");
        assertThat(log.getAll()).contains("orders answered 404").doesNotContain(HIDDEN);
        whateverAControllerSays(log);
    }

    @Test
    void neither_is_it_repeated_where_it_comes_as_a_part_of_a_call(CapturedOutput log)
            throws Exception {
        start("logging.structured.format.console=ecs", "logging.level.forbear.attempt=DEBUG");
        for (var head :
                List.of(
                        "GET /api/v1/tasks HTTP/1.1\r\nAuthorization: Bearer fbr_" + CANARY,
                        "GET /api/v1/tasks?key=fbr_" + CANARY + " HTTP/1.1\r\nX: y",
                        "GET /api/v1/tasks?q=" + CANARY + "\" HTTP/1.1\r\nX: y",
                        "GET /api/v1/tasks HTTP/1.1\r\nCookie: key=" + CANARY,
                        "GET /actuator/metrics?"
                                + CANARY
                                + "=%zz HTTP/1.1\r\nAuthorization: Bearer "
                                + CanaryService.ADMIN,
                        "POST /actuator/loggers/x HTTP/1.1\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 16\r\nAuthorization: Bearer "
                                + CanaryService.ADMIN)) {
            var answer =
                    service.raw(
                            List.of(head, "Host: x", "Connection: close"),
                            "{\"" + CANARY + "\":1}");
            assertThat(answer).as(head).startsWith("HTTP/1.1 4").doesNotContain(CANARY);
        }
        accepts("http", "k", "{'target':'orders'}", "Idempotency-Key: " + CANARY);

        assertThat(log.getAll()).doesNotContain(HIDDEN);
        try (var files = Files.list(folder.resolve("data"))) {
            for (var file : files.toList()) {
                assertThat(Files.readString(file, ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(HIDDEN);
            }
        }
        whateverAControllerSays(log);
        assertThat(log.getAll()).contains("\"type\":\"" + MaskedException.class.getName());
    }

    private void whateverAControllerSays(CapturedOutput log) throws IOException {
        var specs =
                """
                {'says':'MESSAGE','password':'CANARY'}
                {'says':'CAUSE','password':'CANARY'}
                {'says':'SUPPRESSED','password':'CANARY'}
                {'says':'URL','password':'CANARY','callback':'http://a.test/?key=CANARY'}
                {'says':'HEADERS','headers':{'Authorization':'Bearer CANARY','Cookie':'a=CANARY; path=/'}}
                {'says':'JSON','password':'CANARY'}
                {'says':'BASE64','password':'CANARY'}
                {'says':'EXCERPT','password':'CANARY'}
                {'says':'ERROR','password':'CANARY'}
                {'says':'TERMINAL','password':'CANARY','headers':{'X-Api-Key':'CANARY'}}
                {'says':'ONCE','password':'CANARY'}
                """
                        .replace("CANARY", "CANARY \\'ü/+&")
                        .lines()
                        .toList();
        for (var i = 0; i < specs.size(); i++) {
            accepts("careless", "k" + i, specs.get(i));
        }
        answers(500, "careless", "{'says':'AT_THE_LANE','password':'CANARY'}");
        answers(422, "careless", "{'says':'MESSAGE','password':'!CANARY'}");
        answers(
                422,
                "careless",
                "{'says':'MESSAGE','password':'CANARY'}".replace("Y'", "Y" + "x".repeat(60) + "'"));
        var tasks = "/api/v1/tasks?controller=careless&limit=100";
        await().until(() -> ENDED.matcher(service.read(tasks)).results().count() == specs.size());

        for (var i = 0; i < specs.size(); i++) {
            assertThat(service.read("/api/v1/tasks/careless/k" + i))
                    .as(specs.get(i))
                    .contains("***")
                    .doesNotContain(HIDDEN);
        }
        for (var path : List.of(tasks, "/actuator/forbear", "/actuator/prometheus")) {
            assertThat(service.read(path)).as(path).contains("careless").doesNotContain(HIDDEN);
        }
        assertThat(service.spans()).contains("login failed, pw ***").doesNotContain(HIDDEN);
        service.close();
        assertThat(log.getAll())
                .contains(
                        "AssertionError: expected another than ***",
                        "task recovered",
                        "more terminal")
                .contains("Caused by: java.lang.IllegalArgumentException: pw ***")
                .contains("Suppressed: java.lang.IllegalStateException: pw ***")
                .contains("at " + CarelessController.class.getName() + ".reconcile")
                .doesNotContain(HIDDEN);
    }

    private void accepts(String controller, String key, String spec, String... headers)
            throws IOException {
        var written = spec.replace('\'', '"').replace("CANARY", CANARY);
        assertThat(service.submit(controller, key, written, headers)).startsWith("HTTP/1.1 202");
    }

    private void answers(int status, String controller, String spec) throws IOException {
        var written = spec.replace('\'', '"').replace("CANARY", CANARY);
        assertThat(service.submit(controller, "w", written))
                .as(spec)
                .startsWith("HTTP/1.1 " + status)
                .doesNotContain(HIDDEN);
    }
}
