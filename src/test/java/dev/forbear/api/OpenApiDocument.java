package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The OpenAPI document, and what an answer has to be to agree with it. */
final class OpenApiDocument {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}");

    private final JsonNode root;
    private final Schemas schemas;

    /** An operation by its method and path. */
    record Operation(String method, String path) {}

    private OpenApiDocument(JsonNode root) {
        this.root = root;
        this.schemas = new Schemas(root);
    }

    static OpenApiDocument read() {
        try (var in =
                ApiConfiguration.class.getResourceAsStream("/META-INF/forbear/openapi.yaml")) {
            return of(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static OpenApiDocument of(String yaml) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        Object loaded = new Yaml(new SafeConstructor(options)).load(yaml);
        return new OpenApiDocument(JSON.valueToTree(loaded));
    }

    JsonNode root() {
        return root;
    }

    Set<String> operations() {
        var found = new TreeSet<String>();
        root.at("/paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .propertyNames()
                                .forEach(method ->
                                        found.add(
                                                method.toUpperCase(java.util.Locale.ROOT)
                                                        + " "
                                                        + path.getKey())));
        return found;
    }

    JsonNode operation(String method, String path) {
        return root.path("paths").path(path).path(method.toLowerCase(java.util.Locale.ROOT));
    }

    /** The path of the document that a request's path is one of. */
    Optional<String> template(String path) {
        return root.path("paths").propertyNames().stream()
                .filter(template ->
                        path.matches(
                                VARIABLE.matcher(Pattern.quote(template))
                                        .replaceAll("\\\\E[^/]+\\\\Q")))
                .min(java.util.Comparator.comparingInt(t -> t.split("\\{", -1).length));
    }

    /** Fails unless the answer is one that the document has for its operation. */
    void check(Answer answer) {
        var template = template(answer.path());
        if (template.isEmpty() || answer.method().matches("HEAD|OPTIONS")) {
            return;
        }
        var operation = operation(answer.method(), template.get());
        if (operation.isMissingNode()) {
            assertThat(answer.status()).as("%s %s", answer.method(), answer.path()).isEqualTo(405);
            return;
        }
        var what = answer.method() + " " + template.get() + " " + answer.status();
        var response = schemas.resolved(operation.path("responses").path("" + answer.status()));
        assertThat(response.isMissingNode())
                .as("%s is documented: %s", what, answer.body())
                .isFalse();
        checkHeaders(what, response, answer);
        var type = answer.header("Content-Type").replaceAll(";.*", "");
        var content = response.path("content").path(type);
        assertThat(content.isMissingNode()).as("%s with %s is documented", what, type).isFalse();
        checkBody(what, type, content.path("schema"), answer);
    }

    /** Fails if a request that was taken is none that the document allows. */
    void check(HttpRequest request, Answer answer) {
        var template = template(answer.path());
        if (answer.status() >= 300 || template.isEmpty() || !answer.method().matches("GET|POST")) {
            return;
        }
        var operation = operation(answer.method(), template.get());
        var what = answer.method() + " " + template.get();
        Sent.query(request)
                .forEach((name, value) -> {
                    var schema = parameter(operation, name).path("schema");
                    assertThat(schema.isMissingNode()).as("%s?%s", what, name).isFalse();
                    assertThat(fits(schema, value)).as("%s?%s=%s", what, name, value).isTrue();
                });
        var type = request.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        var body = operation.path("requestBody").path("content").path(type).path("schema");
        if (type.equals("application/json") && Sent.hasBody(request)) {
            assertThat(body.isMissingNode()).as("%s takes a body", what).isFalse();
            assertThat(schemas.violations(body, JSON.readTree(Sent.body(request))))
                    .as(what)
                    .isEmpty();
        }
    }

    private static JsonNode parameter(JsonNode operation, String name) {
        return operation
                .path("parameters")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElse(operation.path("none"));
    }

    /** What stands in a query is a text, which may mean a number. */
    private boolean fits(JsonNode schema, String value) {
        var number = value.matches("\\d+") ? JSON.readTree(value) : JSON.valueToTree(value);
        return schemas.violations(schema, JSON.valueToTree(value)).isEmpty()
                || schemas.violations(schema, number).isEmpty();
    }

    private void checkHeaders(String what, JsonNode response, Answer answer) {
        response.path("headers").properties().stream()
                .filter(header -> header.getValue().path("required").asBoolean(false))
                .map(java.util.Map.Entry::getKey)
                .forEach(name ->
                        assertThat(answer.header(name)).as("%s: %s", what, name).isNotEmpty());
    }

    private void checkBody(String what, String type, JsonNode schema, Answer answer) {
        if (type.endsWith("json") && !type.contains("ndjson")) {
            assertThat(schemas.violations(schema, answer.json())).as(what).isEmpty();
        }
        if (type.contains("ndjson")) {
            var line = root.at("/components/schemas/BulkLine");
            var wrong = new ArrayList<String>();
            answer.lines().forEach(each -> wrong.addAll(schemas.violations(line, each)));
            assertThat(wrong).as(what).isEmpty();
        }
    }

    /** What is wrong with the value by the schema of this name. */
    List<String> violations(String schema, JsonNode value) {
        return schemas.violations(root.path("components").path("schemas").path(schema), value);
    }
}
