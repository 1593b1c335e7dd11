package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.forbear.it.ServiceProcess;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The calls that the runbooks tell to make, made: at night nobody should find out that they fail.
 */
final class RunbookCalls {

    private static final Pattern CALL = Pattern.compile("`(curl [^`]+)`");

    private final ServiceProcess service;

    RunbookCalls(ServiceProcess service) {
        this.service = service;
    }

    /** Makes all of them, page by page, each with the task and the controller that they name. */
    void replay() throws Exception {
        var calls = calls();
        assertThat(calls).hasSizeGreaterThan(25);
        for (var call : calls) {
            var task =
                    "{\"controller\":\"mailbox\",\"key\":\"some-key\",\"delay\":\"1h\","
                            + "\"spec\":{\"fail\":true}}";
            assertThat(service.post("/api/v1/tasks", task).statusCode()).isEqualTo(202);
            await().until(() ->
                    !service.get("/api/v1/tasks/mailbox/some-key").body().contains("RUNNING"));
            make(call);
        }
    }

    private static List<String> calls() throws IOException {
        try (var pages = Files.list(Path.of("docs/runbooks"))) {
            return pages.sorted().flatMap(RunbookCalls::calls).toList();
        }
    }

    private static Stream<String> calls(Path page) {
        try {
            return CALL.matcher(Files.readString(page)).results().map(it -> it.group(1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void make(String call) throws Exception {
        var line =
                call.replace("localhost:8080", service.url())
                        .replaceFirst("curl -s", "curl -sS --max-time 20 --fail-with-body");
        var bash = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true);
        bash.environment().put("API", service.url() + "/api/v1");
        bash.environment().put("AUTH", "Authorization: Bearer " + service.key());
        var process = bash.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> line + "\n" + said).isZero();
    }
}
