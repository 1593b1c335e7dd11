package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpRequest.BodyPublishers.ofString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds the OpenAPI document to the code: the same routes, and each documented status of each
 * operation driven once, its body as the document says. {@link ApiService#send} compares all
 * answers of all tests in this room.
 */
class OpenApiTest {

    /** The room security answers with these, before a route is asked: {@link RefusedCallsTest}. */
    private static final Set<String> OTHERS = Set.of("401", "403");

    private static final ApiService SERVICE = new ApiService(new Limits(0, 0, Duration.ZERO));
    private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();
    private static final String TASK = "/api/v1/tasks/demo/k";

    private final Set<String> driven = new TreeSet<>();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @Test
    void it_has_the_routes_of_the_code_and_no_others() {
        var routes =
                SERVICE.bean(Routes.class).all().stream()
                        .map(route -> route.method() + " " + plain(route.path()))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(DOCUMENT.operations()).isEqualTo(routes);
    }

    /** Without the pattern of a variable. */
    private static String plain(String path) {
        return path.replaceAll(":[^}]+}", "}");
    }

    @Test
    void it_has_the_parameters_of_the_code_and_no_others() {
        for (var route : SERVICE.bean(Routes.class).all()) {
            var documented =
                    DOCUMENT.operation(route.method().name(), plain(route.path()))
                            .path("parameters")
                            .valueStream()
                            .filter(parameter -> parameter.path("in").asString().equals("query"))
                            .map(parameter -> parameter.path("name").asString())
                            .toList();

            assertThat(documented).as(route.path()).containsExactlyElementsOf(route.parameters());
        }
    }

    @Test
    void it_names_all_types_of_problems() {
        var slugs =
                DOCUMENT.root()
                        .at("/components/schemas/Slug/enum")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList();

        assertThat(slugs)
                .containsExactlyInAnyOrderElementsOf(
                        java.util.stream.Stream.of(ProblemType.values())
                                .map(ProblemType::slug)
                                .toList());
    }

    @Test
    void each_reference_leads_somewhere_and_each_example_fits_its_schema() {
        var wrong = new ArrayList<String>();
        DOCUMENT.root().findValuesAsString("$ref").stream()
                .filter(ref -> DOCUMENT.root().at(ref.substring(1)).isMissingNode())
                .forEach(wrong::add);
        DOCUMENT.root()
                .findValues("content")
                .forEach(content -> content.forEach(type -> wrong.addAll(unfitting(type))));
        assertThat(wrong).isEmpty();
    }

    private static List<String> unfitting(JsonNode type) {
        var wrong = new ArrayList<String>();
        var schemas = new Schemas(DOCUMENT.root());
        if (type.has("example")) {
            wrong.addAll(schemas.violations(type.path("schema"), type.path("example")));
        }
        for (var example : type.path("examples")) {
            var value = schemas.resolved(example).path("value");
            wrong.addAll(schemas.violations(type.path("schema"), value));
        }
        return wrong;
    }

    @Test
    void each_type_of_problem_leads_to_a_page_that_says_what_to_do() {
        for (var type : ProblemType.values()) {
            assertThat(SERVICE.get(type.uri("")).hasStatus(200).body())
                    .contains(type.uri(""), "HTTP status " + type.status(), "What to do");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST | /api/v1/tasks               | {"controller":"demo","more":1}
                    POST | /api/v1/tasks               | {"key":"k"}
                    POST | /api/v1/tasks?limit=1       | {"controller":"demo"}
                    POST | /api/v1/tasks/demo/k/retry  | {"why":"so"}
                    GET  | /api/v1/tasks?limit=0       | ''
                    GET  | /api/v1/tasks?nothing=1     | ''
                    GET  | /api/v1/tasks?state=AWAY    | ''
                    """)
    void a_request_that_is_taken_and_not_documented_is_noticed(
            String method, String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create("http://x" + path))
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? noBody() : ofString(body))
                        .build();
        var taken =
                new Answer(
                        method,
                        request.uri().getPath(),
                        200,
                        HttpHeaders.of(Map.of(), (_, _) -> true),
                        "");

        assertThatThrownBy(() -> DOCUMENT.check(request, taken)).isInstanceOf(AssertionError.class);
    }

    @Test
    void it_is_served() {
        var answer = SERVICE.get("/api/v1/openapi.yaml").hasStatus(200);

        assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(OpenApiDocument.of(answer.body()).root()).isEqualTo(DOCUMENT.root());
    }

    @Test
    void each_documented_status_of_each_operation_is_driven() {
        driveOthers();
        driveTasks();
        driveLargeAnswers();
        driveOperators();
        driveControllers();
        driveEverywhere();

        assertThat(driven).isEqualTo(documented());
    }

    private static Set<String> documented() {
        var all = new TreeSet<String>();
        for (var operation : DOCUMENT.operations()) {
            var parts = operation.split(" ", 2);
            DOCUMENT.operation(parts[0], parts[1]).path("responses").propertyNames().stream()
                    .filter(status -> !OTHERS.contains(status))
                    .forEach(status -> all.add(operation + " " + status));
        }
        return all;
    }

    private Answer drive(int status, Answer answer) {
        answer.hasStatus(status);
        driven.add(
                answer.method()
                        + " "
                        + DOCUMENT.template(answer.path()).orElseThrow()
                        + " "
                        + answer.status());
        return answer;
    }

    private void driveOthers() {
        drive(200, SERVICE.get("/api/v1/openapi.yaml"));
        drive(200, SERVICE.get("/problems/invalid"));
        drive(200, SERVICE.get("/api/v1/backlog"));
    }

    private void driveTasks() {
        drive(202, SERVICE.submit("{\"controller\":\"demo\",\"key\":\"k\"}"));
        drive(404, SERVICE.submit("{\"controller\":\"nope\"}"));
        drive(413, SERVICE.submit(" ".repeat(1024 * 1024 + 1)));
        drive(415, SERVICE.post("/api/v1/tasks", "text/plain", "{}"));
        drive(422, SERVICE.submit("{}"));
        SERVICE.submit("{\"controller\":\"full\"}");
        drive(429, SERVICE.submit("{\"controller\":\"full\"}"));
        drive(200, SERVICE.get("/api/v1/tasks"));
        drive(404, SERVICE.get("/api/v1/tasks?controller=nope"));
        drive(200, SERVICE.get(TASK));
        drive(404, SERVICE.get(TASK + "x"));
        drive(429, SERVICE.get(TASK + "?wait=1s"));
        drive(200, SERVICE.get(TASK + "/plan"));
        drive(404, SERVICE.get(TASK + "x/plan"));
        drive(415, SERVICE.post("/api/v1/tasks/bulk", "text/plain", "{}"));
        drive(429, SERVICE.post("/api/v1/tasks/bulk", "application/x-ndjson", "{}"));
        try (var service = new ApiService()) {
            drive(
                    200,
                    service.post(
                            "/api/v1/tasks/bulk",
                            "application/x-ndjson",
                            "{}\n{\"controller\":\"demo\"}"));
        }
    }

    /** Of a service whose large answers have no room. */
    private void driveLargeAnswers() {
        var none = new Memory.Size(1, 300, 1, Duration.ZERO);
        var limits = new Limits(1, 1, Duration.ZERO, Duration.ofSeconds(20), none);
        try (var service = new ApiService(limits)) {
            service.submit("{\"controller\":\"demo\",\"key\":\"k\",\"maxAttempts\":501}");
            drive(429, service.get("/api/v1/tasks"));
            drive(429, service.get(TASK + "/plan"));
            drive(429, service.get("/api/v1/controllers/demo/plan?attempts=501"));
        }
    }

    private void driveOperators() {
        drive(202, SERVICE.post(TASK + "/retry"));
        drive(404, SERVICE.post(TASK + "x/retry"));
        SERVICE.pass();
        drive(409, SERVICE.post(TASK + "/retry"));
        drive(413, SERVICE.post(TASK + "/retry", " ".repeat(1024 * 1024 + 1)));
        drive(415, SERVICE.post(TASK + "/retry", "text/plain", "x"));
        drive(422, SERVICE.post(TASK + "/retry", "[]"));
        drive(409, SERVICE.delete(TASK));
        drive(404, SERVICE.delete(TASK + "x"));
        drive(413, delete("application/json", " ".repeat(1024 * 1024 + 1)));
        drive(415, delete("text/plain", "x"));
        drive(422, delete("application/json", "[]"));
        SERVICE.submit("{\"controller\":\"demo\",\"key\":\"k\"}");
        drive(200, SERVICE.delete(TASK));
    }

    private static Answer delete(String type, String body) {
        var request = SERVICE.request(TASK).header("Content-Type", type);
        return SERVICE.send(request.method("DELETE", BodyPublishers.ofString(body)));
    }

    private void driveControllers() {
        var demo = "/api/v1/controllers/demo";
        drive(200, SERVICE.get("/api/v1/controllers"));
        drive(200, SERVICE.get(demo));
        drive(404, SERVICE.get(demo + "x"));
        drive(200, SERVICE.get(demo + "/plan"));
        drive(404, SERVICE.get(demo + "x/plan"));
        for (var action : List.of("/pause", "/resume")) {
            drive(200, SERVICE.post(demo + action, "{\"reason\":\"why\"}"));
            drive(404, SERVICE.post(demo + "x" + action));
            drive(413, SERVICE.post(demo + action, " ".repeat(1024 * 1024 + 1)));
            drive(415, SERVICE.post(demo + action, "text/plain", "x"));
            drive(422, SERVICE.post(demo + action, "{\"reason\":1}"));
        }
    }

    /** What every operation can answer: 400, 406, and, if it asks the store, 500 and 503. */
    private void driveEverywhere() {
        for (var operation : DOCUMENT.operations()) {
            var method = operation.split(" ", 2)[0];
            var path = concrete(operation.split(" ", 2)[1]);
            drive(400, call(method, path + "?nothing=1", "*/*"));
            drive(406, call(method, path, "image/png"));
            if (documented().contains(operation + " 503")) {
                SERVICE.away = true;
                drive(503, call(method, path, "*/*"));
                SERVICE.away = false;
                SERVICE.fault = new IllegalStateException("made by the test");
                drive(500, call(method, path, "*/*"));
                SERVICE.fault = null;
            }
        }
    }

    private static String concrete(String path) {
        return path.replace("{controller}", "demo")
                .replace("{name}", "demo")
                .replace("{key}", "k")
                .replace("{slug}", "invalid");
    }

    private static Answer call(String method, String path, String accept) {
        var submit = path.startsWith("/api/v1/tasks") && !path.contains("/retry");
        var body = method.equals("POST") ? submit ? "{\"controller\":\"demo\"}" : "{}" : null;
        return SERVICE.send(
                SERVICE.request(path)
                        .header("Accept", accept)
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? noBody() : ofString(body)));
    }
}
