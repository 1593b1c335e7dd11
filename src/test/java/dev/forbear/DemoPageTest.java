package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;

import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;
import org.yaml.snakeyaml.Yaml;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docs/demo.md and the OpenAPI document say of the spec of {@code demo} is what it takes. */
class DemoPageTest {

    private static final Path PAGE = Path.of("docs/demo.md");
    private static final Path OPENAPI = Path.of("src/main/resources/META-INF/forbear/openapi.yaml");
    private static final Pattern FIELD = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
    private static final Pattern SPEC = Pattern.compile("(?m)^\\| `(\\{.*?})` \\|");

    private static Class<?> type() throws ClassNotFoundException {
        return Class.forName("dev.forbear.targets.DemoReconciler$Spec");
    }

    private static List<String> found(Pattern pattern) throws Exception {
        return pattern.matcher(Files.readString(PAGE)).results().map(r -> r.group(1)).toList();
    }

    @Test
    void each_field_is_told_and_no_other() throws Exception {
        var fields = Stream.of(type().getRecordComponents()).map(RecordComponent::getName).toList();

        assertThat(found(FIELD)).containsExactlyElementsOf(fields);
        assertThat(properties()).containsExactlyElementsOf(fields);
    }

    private static List<String> properties() throws Exception {
        Map<String, Map<String, Map<String, Map<String, Map<String, ?>>>>> document =
                new Yaml().load(Files.readString(OPENAPI));
        return List.copyOf(
                document.get("components")
                        .get("schemas")
                        .get("DemoSpec")
                        .get("properties")
                        .keySet());
    }

    @Test
    void each_spec_on_the_page_fits() throws Exception {
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            var binding =
                    new SpecBinding<>(
                            ResolvableType.forClass(type()), validation.getValidator(), _ -> "");

            assertThat(found(SPEC))
                    .hasSizeGreaterThan(4)
                    .allSatisfy(spec -> assertThat(binding.check(spec)).isEmpty());
        }
    }
}
