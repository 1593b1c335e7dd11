package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What in the folder is a key, and what is said of the rest. */
class KeyFilesTest {

    private static final String A = "fbr_" + "a".repeat(43);
    private static final String B = "fbr_" + "b".repeat(43);
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    private final HandClock clock = new HandClock();
    private final LogLines log = new LogLines("forbear.security");
    @TempDir Path folder;

    @AfterEach
    void close() {
        log.close();
    }

    private KeyRing ring(Map<String, SecuritySettings.Key> keys) {
        var settings =
                new SecuritySettings(
                        keys, folder, false, new Deployment(folder, true, false, true));
        var configured = ConfiguredKeys.checked(settings);
        return new KeyRing(configured.hashed(), new KeysFolder(folder, configured, clock));
    }

    private static Map<String, SecuritySettings.Key> roles(String name, String... roles) {
        return Map.of(name, new SecuritySettings.Key(null, List.of(roles)));
    }

    @Test
    void a_file_is_a_key_with_the_roles_of_its_name() throws Exception {
        Files.writeString(folder.resolve("ci"), A);

        var key = ring(roles("ci", "submitter", "viewer")).find(A).orElseThrow();

        assertThat(key.name()).isEqualTo("ci");
        assertThat(key.roles()).containsOnly(Role.SUBMITTER, Role.VIEWER);
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void a_folder_without_a_key_where_none_is_configured_is_told_of_once_until_there_is_one()
            throws Exception {
        var ring = ring(Map.of());
        clock.turn(A_MOMENT);
        assertThat(ring.find(A)).isEmpty();

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("WARN keys-dir holds no key and none is configured");

        log.forget();
        Files.writeString(folder.resolve("ci"), A);
        clock.turn(A_MOMENT);
        assertThat(ring.find(A)).isPresent();
        assertThat(log.warnings()).noneMatch(line -> line.contains("none is configured"));
    }

    @Test
    void an_empty_folder_beside_a_configured_key_is_no_complaint() {
        ring(Map.of("ci", new SecuritySettings.Key(Hash.of(A).hex(), List.of("viewer"))));

        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void trailing_newlines_do_not_count() throws Exception {
        Files.writeString(folder.resolve("ci"), A + "\r\n\n");

        assertThat(ring(roles("ci", "viewer")).find(A)).isPresent();
    }

    @Test
    void names_match_without_case_and_dashes_so_that_environment_variables_reach_them()
            throws Exception {
        Files.writeString(folder.resolve("ci-bot"), A);

        assertThat(ring(roles("CIBOT", "viewer")).find(A).orElseThrow().roles())
                .containsOnly(Role.VIEWER);
    }

    @Test
    void a_file_whose_name_has_no_role_is_a_key_that_may_do_nothing_and_is_told_of_once()
            throws Exception {
        Files.writeString(folder.resolve("ci"), A);

        var ring = ring(Map.of());
        clock.turn(A_MOMENT);

        assertThat(ring.find(A).orElseThrow().roles()).isEmpty();
        assertThat(log.warnings())
                .containsExactly(
                        "WARN keys-dir: ci has no role and may do nothing: set"
                                + " forbear.security.keys.ci.roles");
    }

    @Test
    void hidden_files_and_folders_are_no_keys_and_no_complaint() throws Exception {
        Files.writeString(folder.resolve(".ci.swp"), A);
        Files.createDirectory(folder.resolve("lost+found"));
        Files.writeString(folder.resolve("ci"), B);

        assertThat(ring(roles("ci", "viewer")).find(A)).isEmpty();
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void what_is_no_key_is_told_of_and_not_repeated() throws Exception {
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(folder.resolve("json"), "{\"key\": \"canary\"}");
        Files.writeString(folder.resolve("two"), A + "\n" + B);
        Files.writeString(folder.resolve("huge"), "fbr_" + "canary".repeat(1_000));
        Files.write(folder.resolve("binary"), new byte[] {0, 1, 2, (byte) 0xff});

        ring(Map.of());

        assertThat(log.warnings()).filteredOn(line -> line.contains("holds no key")).hasSize(5);
        assertThat(log.all()).noneMatch(line -> line.contains("canary") || line.contains(A));
    }

    @Test
    void a_name_that_is_none_is_ignored_and_cannot_forge_a_line() throws Exception {
        Files.writeString(folder.resolve("a b\nERROR forged"), A);

        assertThat(ring(Map.of()).find(A)).isEmpty();
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("WARN keys-dir: a b?ERROR forged is no name of a key");
    }

    @Test
    void a_file_with_a_configured_name_is_ignored() throws Exception {
        Files.writeString(folder.resolve("ci"), A);

        var ring = ring(Map.of("ci", new SecuritySettings.Key(Hash.of(B).hex(), List.of("admin"))));

        assertThat(ring.find(A)).isEmpty();
        assertThat(ring.find(B)).isPresent();
        assertThat(log.warnings())
                .containsExactly(
                        "WARN keys-dir: ci is ignored: forbear.security.keys.ci.sha256 is"
                                + " configured");
    }

    @Test
    void a_key_that_is_there_twice_has_the_first_name_only() throws Exception {
        Files.writeString(folder.resolve("a"), A);
        Files.writeString(folder.resolve("b"), A);

        var ring =
                ring(
                        Map.of(
                                "a", new SecuritySettings.Key(null, List.of("viewer")),
                                "b", new SecuritySettings.Key(null, List.of("admin"))));

        assertThat(ring.find(A).orElseThrow().name()).isEqualTo("a");
        assertThat(log.warnings())
                .containsExactly("WARN keys-dir: b is ignored: it holds the same key as a");
    }

    @Test
    void a_short_key_counts_but_is_warned_of() throws Exception {
        Files.writeString(folder.resolve("ci"), "fbr_1234");

        assertThat(ring(roles("ci", "viewer")).find("fbr_1234")).isPresent();
        assertThat(log.warnings())
                .containsExactly(
                        "WARN keys-dir: ci holds a key that is short enough to be guessed");
    }

    @Test
    void no_more_than_a_thousand_files_are_read() throws Exception {
        for (var i = 0; i < 1_001; i++) {
            Files.writeString(folder.resolve("k" + i), "fbr_" + "%043d".formatted(i));
        }

        ring(Map.of());

        assertThat(log.warnings())
                .hasSize(21)
                .startsWith("WARN keys-dir: only the first 1,000 files are read")
                .endsWith("WARN keys-dir: and 981 more");
    }

    @Test
    void a_dangling_link_is_no_key() throws Exception {
        Files.createSymbolicLink(folder.resolve("ci"), Path.of("..data/ci"));

        assertThat(ring(roles("ci", "viewer")).find(A)).isEmpty();
        assertThat(log.warnings())
                .containsExactly("WARN keys-dir: ci has roles, but there is no file of this name");
    }

    @Test
    void a_named_pipe_does_not_hang_the_callers() throws Exception {
        var made =
                new ProcessBuilder("mkfifo", folder.resolve("ci").toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(made).isZero();

        assertThat(ring(roles("ci", "viewer")).find(A)).isEmpty();
    }
}
