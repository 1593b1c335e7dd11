package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds the table of properties in {@code docs/operating.md} to the properties there are. */
class PropertiesPageTest {

    private static final Path PAGE = Path.of("docs/operating.md");
    private static final Pattern TABLE =
            Pattern.compile("<!-- properties -->\n(.*?)<!-- /properties -->", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("\\| `([^`]+)` \\| (?:`([^`]*)`|–) \\| ([^|]+) \\|[^|]+\\|[^|]+\\|");

    /** What stands in the table: the default, and the allowed range as it is written. */
    private record Row(String otherwise, String allowed) {}

    @Test
    void the_table_has_each_property_with_its_default_and_no_other() throws Exception {
        var documented =
                rows().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().otherwise));

        assertThat(documented)
                .containsExactlyInAnyOrderEntriesOf(defaults("", ForbearProperties.class));
    }

    @Test
    void the_table_has_the_bounds_that_are_checked() throws Exception {
        var rows = rows();

        for (var bounds : Bounds.values()) {
            assertThat(ranges(bounds, rows)).as(bounds.property()).containsOnly(range(bounds));
        }
    }

    @Test
    void each_line_of_the_table_is_a_row_that_can_be_read() throws Exception {
        assertThat(table().lines().skip(2))
                .allSatisfy(line -> assertThat(line).matches(ROW.pattern()));
    }

    @Test
    void a_controllers_section_has_the_names_of_the_defaults() {
        assertThat(defaults("", ForbearProperties.Overrides.class).keySet())
                .isEqualTo(defaults("", ForbearProperties.Defaults.class).keySet());
    }

    /** What stands in the rows of the property, whichever section it is in. */
    private static List<String> ranges(Bounds bounds, Map<String, Row> rows) {
        return rows.entrySet().stream()
                .filter(row -> ("." + row.getKey()).endsWith("." + bounds.property()))
                .map(row -> row.getValue().allowed)
                .toList();
    }

    /** The part of the message that says from where to where. */
    private static String range(Bounds bounds) {
        var allowed = bounds.allowed();
        return allowed.substring(allowed.indexOf(" from ") + " from ".length());
    }

    private static Map<String, Row> rows() throws IOException {
        var rows = new TreeMap<String, Row>();
        ROW.matcher(table())
                .results()
                .forEach(row -> {
                    var otherwise = row.group(2) == null ? "" : row.group(2);
                    assertThat(rows.put(row.group(1), new Row(otherwise, row.group(3))))
                            .as("a second row of " + row.group(1))
                            .isNull();
                });
        return rows;
    }

    private static String table() throws IOException {
        var table = TABLE.matcher(Files.readString(PAGE));
        assertThat(table.find()).as("the table's marks").isTrue();
        return table.group(1);
    }

    private static Map<String, String> defaults(String prefix, Class<?> type) {
        var defaults = new TreeMap<String, String>();
        for (var component : type.getRecordComponents()) {
            var name = prefix + dashed(component.getName());
            var nested = component.getType();
            if (nested == Map.class) {
                var values = valueType(component);
                // a controller's section is told in one row: it has the names of the defaults
                if (values == ForbearProperties.Overrides.class) {
                    defaults.put(name + ".<name>.*", "");
                } else if (values == String.class) {
                    defaults.put(name + ".*", "");
                } else {
                    defaults.putAll(defaults(name + ".<name>.", values));
                }
            } else if (nested.isRecord()) {
                defaults.putAll(defaults(name + ".", nested));
            } else {
                defaults.put(name, otherwise(type, component));
            }
        }
        return defaults;
    }

    private static Class<?> valueType(RecordComponent map) {
        return (Class<?>) ((ParameterizedType) map.getGenericType()).getActualTypeArguments()[1];
    }

    /** Of the constructor: an annotation of parameters is not one of record components. */
    private static String otherwise(Class<?> type, RecordComponent component) {
        for (var parameter : type.getDeclaredConstructors()[0].getParameters()) {
            var value = parameter.getAnnotation(DefaultValue.class);
            if (parameter.getName().equals(component.getName()) && value != null) {
                return String.join(",", value.value());
            }
        }
        return "";
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
