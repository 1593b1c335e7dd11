package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds {@code docs/keys-and-roles.md} to the table, and its commands to what they say. */
class KeysAndRolesPageTest {

    private static final Path PAGE = Path.of("docs/keys-and-roles.md");

    private static String part(String name) throws IOException {
        var part =
                Pattern.compile(
                                "<!-- %1$s -->\n(.*?)<!-- /%1$s -->".formatted(name),
                                Pattern.DOTALL)
                        .matcher(Files.readString(PAGE));
        assertThat(part.find()).as(name).isTrue();
        return part.group(1);
    }

    @Test
    void the_page_has_the_routes_of_the_table() throws Exception {
        assertThat(part("routes")).isEqualTo(routes());
    }

    @Test
    void the_page_has_the_roles() throws Exception {
        assertThat(part("roles")).isEqualTo(roles());
    }

    private static String roles() {
        return Arrays.stream(Role.values())
                .map(role -> "| `%s` | %s |\n".formatted(role.word(), role.meaning()))
                .collect(Collectors.joining("", "| role | what it may |\n|-|-|\n", ""));
    }

    private static String routes() {
        var roles = EnumSet.allOf(Role.class);
        var head =
                roles.stream()
                        .map(Role::word)
                        .collect(Collectors.joining(" | ", "| call | | anybody | ", " |\n"));
        return Arrays.stream(Route.values())
                .map(KeysAndRolesPageTest::row)
                .collect(Collectors.joining("", head + "|-|-" + "|:-:".repeat(6) + "|\n", ""));
    }

    private static String row(Route route) {
        var cells =
                EnumSet.allOf(Role.class).stream()
                        .map(role -> cell(route.audience().admits(EnumSet.of(role))))
                        .collect(Collectors.joining(" | "));
        return "| `%s` | %s | %s | %s |\n"
                .formatted(route, route.meaning(), cell(route.audience().open()), cells);
    }

    private static String cell(boolean allowed) {
        return allowed ? "✓" : "";
    }

    @Test
    void the_command_line_makes_a_key_and_its_hash() throws Exception {
        var block =
                Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();

        var shell =
                new ProcessBuilder("sh", "-c", block.group(1)).redirectErrorStream(true).start();
        var printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed.lines()).hasSize(2);
        var key = printed.lines().toList().getFirst();
        assertThat(key).matches("fbr_[A-Za-z0-9_-]{43}");
        assertThat(printed.lines().toList().getLast()).isEqualTo(Hash.of(key).hex());
    }

    @Test
    @SuppressWarnings("unchecked")
    void the_examples_are_accepted() throws Exception {
        var blocks =
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(PAGE));
        var examples =
                blocks.results()
                        .map(block ->
                                new Yaml()
                                        .<Map<String, Map<String, Map<String, Object>>>>load(
                                                block.group(1)))
                        .map(yaml -> yaml.get("forbear").get("security"))
                        .toList();

        assertThat(examples).hasSize(2);
        for (var example : examples) {
            var keys = new LinkedHashMap<String, SecuritySettings.Key>();
            ((Map<String, Map<String, String>>) example.get("keys"))
                    .forEach((name, key) -> keys.put(name, key(key)));
            var keysDir = (String) example.get("keys-dir");
            var checked =
                    ConfiguredKeys.checked(
                            new SecuritySettings(
                                    keys,
                                    keysDir == null ? null : Path.of(keysDir),
                                    false,
                                    new Deployment(Path.of("data"), false, false, true)));
            assertThat(checked.hashed().size() + checked.grants().size()).isEqualTo(keys.size());
        }
    }

    private static SecuritySettings.Key key(Map<String, String> key) {
        return new SecuritySettings.Key(
                key.get("sha256"), List.of(key.get("roles").split(", ", -1)));
    }
}
