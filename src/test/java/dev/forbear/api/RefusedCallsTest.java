package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forbear.ForbearApplication;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/** Holds what the service answers to who has no key, or not the role, to the OpenAPI document. */
class RefusedCallsTest {

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();

    /** Of these two, one at least lacks the role for each call that needs one. */
    private static final String METRICS = "fbr_" + "M".repeat(43);

    private static final String SUBMITTER = "fbr_" + "S".repeat(43);

    @TempDir Path folder;

    private String[] arguments() throws Exception {
        var keys = "--forbear.security.keys.";
        return new String[] {
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--forbear.data-dir=" + folder.resolve("data"),
            keys + "mel.sha256=" + sha256(METRICS),
            keys + "mel.roles=metrics",
            keys + "sue.sha256=" + sha256(SUBMITTER),
            keys + "sue.roles=submitter"
        };
    }

    private static String sha256(String key) throws Exception {
        var hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    @Test
    void each_operation_refuses_as_the_document_says() throws Exception {
        var refused = new TreeSet<String>();
        try (var service =
                        new SpringApplicationBuilder(ForbearApplication.class)
                                .properties("spring.config.name=forbear-service")
                                .run(arguments());
                var client = HttpClient.newHttpClient()) {
            var port = service.getEnvironment().getRequiredProperty("local.server.port");
            for (var operation : DOCUMENT.operations()) {
                var backlog = operation.endsWith("/backlog");
                for (var key : new String[] {null, backlog ? SUBMITTER : METRICS}) {
                    var answer = answer(client, "http://127.0.0.1:" + port, operation, key);
                    DOCUMENT.check(answer);
                    if (answer.status() == 401 || answer.status() == 403) {
                        refused.add(operation + " " + answer.status());
                    }
                }
            }
        }

        assertThat(refused).isEqualTo(documented()).hasSizeGreaterThan(20);
    }

    private static Answer answer(HttpClient client, String at, String operation, String key)
            throws Exception {
        var parts = operation.split(" ", 2);
        var path = parts[1].replace("{slug}", "invalid").replaceAll("\\{[^}]*}", "demo");
        var request =
                HttpRequest.newBuilder(URI.create(at + path))
                        .method(parts[0], BodyPublishers.noBody());
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return Answer.of(request.build(), client.send(request.build(), BodyHandlers.ofString()));
    }

    private static Set<String> documented() {
        var refusals = new TreeSet<String>();
        for (var operation : DOCUMENT.operations()) {
            var parts = operation.split(" ", 2);
            DOCUMENT.operation(parts[0], parts[1]).path("responses").propertyNames().stream()
                    .filter(status -> status.equals("401") || status.equals("403"))
                    .forEach(status -> refusals.add(operation + " " + status));
        }
        return refusals;
    }
}
