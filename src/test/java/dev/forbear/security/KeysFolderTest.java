package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class KeysFolderTest {

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
    void a_secret_that_kubernetes_swaps_counts_without_a_restart() throws Exception {
        mount("1", Map.of("ci", A));
        Files.createSymbolicLink(folder.resolve("ci"), Path.of("..data/ci"));
        var ring = ring(roles("ci", "viewer"));
        assertThat(ring.find(A)).isPresent();

        mount("2", Map.of("ci", B));
        Files.delete(folder.resolve("..1/ci"));
        Files.delete(folder.resolve("..1"));

        assertThat(ring.find(A)).as("for a moment").isPresent();
        clock.turn(A_MOMENT);
        assertThat(ring.find(A)).isEmpty();
        assertThat(ring.find(B)).isPresent();
        assertThat(log.warnings()).isEmpty();
    }

    /** As the kubelet does: a new folder, and the link {@code ..data} renamed onto the old one. */
    private void mount(String version, Map<String, String> files) throws IOException {
        var versioned = Files.createDirectory(folder.resolve(".." + version));
        for (var file : files.entrySet()) {
            Files.writeString(versioned.resolve(file.getKey()), file.getValue());
        }
        var link = Files.createSymbolicLink(folder.resolve("..data_tmp"), versioned.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void a_file_that_is_removed_revokes_its_key_and_says_so_once() throws Exception {
        Files.writeString(folder.resolve("ci"), A);
        var ring = ring(roles("ci", "viewer"));
        log.forget();

        Files.delete(folder.resolve("ci"));
        for (var i = 0; i < 3; i++) {
            clock.turn(A_MOMENT);
            assertThat(ring.find(A)).isEmpty();
        }

        assertThat(log.all())
                .containsExactly(
                        "WARN keys-dir: ci has roles, but there is no file of this name",
                        "INFO keys-dir read keys=[] before=[ci]");
    }

    @Test
    void a_file_that_is_added_later_counts() throws Exception {
        var ring = ring(roles("ci", "viewer"));
        assertThat(ring.find(A)).isEmpty();

        Files.writeString(folder.resolve("ci"), A);
        clock.turn(A_MOMENT);

        assertThat(ring.find(A)).isPresent();
    }

    @Test
    void the_folder_is_not_read_again_within_two_seconds() throws Exception {
        var ring = ring(roles("ci", "viewer"));
        Files.writeString(folder.resolve("ci"), A);

        clock.turn(A_MOMENT.minusMillis(1));

        assertThat(ring.find(A)).isEmpty();
    }

    @Test
    void a_clock_that_is_put_back_keeps_no_removed_key_alive() throws Exception {
        Files.writeString(folder.resolve("ci"), A);
        var ring = ring(roles("ci", "viewer"));
        Files.delete(folder.resolve("ci"));

        clock.turn(Duration.ofHours(-1));

        assertThat(ring.find(A)).isEmpty();
    }

    @Test
    void a_folder_that_is_gone_revokes_all_its_keys_and_comes_back() throws Exception {
        var moved = folder.resolveSibling(folder.getFileName() + "-moved");
        Files.writeString(folder.resolve("ci"), A);
        var ring = ring(roles("ci", "viewer"));

        Files.move(folder, moved);
        clock.turn(A_MOMENT);
        assertThat(ring.find(A)).isEmpty();
        assertThat(log.warnings()).anyMatch(line -> line.contains("keys-dir cannot be read"));

        Files.move(moved, folder);
        clock.turn(A_MOMENT);
        assertThat(ring.find(A)).isPresent();
    }

    @Test
    void a_folder_that_is_not_there_stops_the_start() {
        folder = folder.resolve("nowhere");

        assertThatExceptionOfType(SecuritySettingsException.class)
                .isThrownBy(() -> ring(Map.of()))
                .withMessageStartingWith(
                        "forbear.security.keys-dir must be a folder that can be read, was "
                                + folder);
    }
}
