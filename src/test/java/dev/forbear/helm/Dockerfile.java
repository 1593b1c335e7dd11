package dev.forbear.helm;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the image does with no word from the chart. */
final class Dockerfile {

    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT (\\[.*])$");
    private static final Pattern ENV = Pattern.compile("(?m)^ENV (.*)$");
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");

    private final String text;

    Dockerfile() {
        try {
            text = Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\n\\s*", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> entryPoint() {
        var found = ENTRYPOINT.matcher(text);
        if (!found.find()) {
            throw new AssertionError("no ENTRYPOINT in exec form in the Dockerfile");
        }
        return new JsonMapper().readValue(found.group(1), new TypeReference<>() {});
    }

    Map<String, String> environment() {
        var variables = new HashMap<String, String>();
        ENV.matcher(text)
                .results()
                .flatMap(line -> VARIABLE.matcher(line.group(1)).results())
                .forEach(it ->
                        variables.put(
                                it.group(1), it.group(2) == null ? it.group(3) : it.group(2)));
        return variables;
    }
}
