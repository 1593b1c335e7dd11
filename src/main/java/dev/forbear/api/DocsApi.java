package dev.forbear.api;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.HtmlUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Serves what explains this API: its OpenAPI document, and a page for each type of problem. */
final class DocsApi {

    /** What the paths of the pages of problem types begin with. */
    static final String PAGES = "/problems/";

    private static final String DOCUMENT = "/META-INF/forbear/openapi.yaml";
    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

    private final byte[] document = document();

    List<Route> routes() {
        return List.of(
                Route.get(Routes.ROOT + "/openapi.yaml", _ -> openApi())
                        .producing(MediaType.APPLICATION_YAML),
                Route.get(pages(), DocsApi::page).producing(HTML));
    }

    /** Only the types there are: an application that Forbear is part of may have others. */
    private static String pages() {
        return Stream.of(ProblemType.values())
                .map(ProblemType::slug)
                .collect(Collectors.joining("|", PAGES + "{slug:", "}"));
    }

    private ServerResponse openApi() {
        return Answers.bytes(200, MediaType.APPLICATION_YAML, Map.of(), document);
    }

    private static ServerResponse page(Call call) {
        var type = ProblemType.ofSlug(call.path("slug")).orElseThrow();
        return Answers.bytes(
                200,
                HTML,
                Map.of(),
                html(type, Base.of(call.servlet())).getBytes(StandardCharsets.UTF_8));
    }

    private static String html(ProblemType type, String base) {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title>
        </head>
        <body>
        <h1>%1$s</h1>
        <p><code>%2$s</code>, HTTP status %3$d</p>
        <p>%4$s</p>
        <h2>What to do</h2>
        <p>%5$s</p>
        </body>
        </html>
        """
                .formatted(
                        escaped(type.title()),
                        escaped(type.uri(base)),
                        type.status(),
                        escaped(type.meaning()),
                        escaped(type.mend()));
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    private static byte[] document() {
        try (var in = DocsApi.class.getResourceAsStream(DOCUMENT)) {
            if (in == null) {
                throw new IllegalStateException(DOCUMENT + " is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
