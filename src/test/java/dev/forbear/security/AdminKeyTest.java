package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;

class AdminKeyTest {

    private static final String OTHER = "fbr_" + "x".repeat(43);

    private final LogLines log = new LogLines("forbear.security");
    @TempDir Path dataDir;

    @AfterEach
    void close() {
        log.close();
    }

    private ApiKey start() {
        return new AdminKey(dataDir).inUse(new SecureRandom());
    }

    private Path file() {
        return dataDir.resolve("admin.key");
    }

    private String written() throws IOException {
        return Files.readString(file()).strip();
    }

    @Test
    void the_first_start_makes_a_key_of_256_random_bits_that_only_its_owner_can_read()
            throws Exception {
        var key = start();

        assertThat(Files.readString(file())).matches("fbr_[A-Za-z0-9_-]{43}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(key.hash()).isEqualTo(Hash.of(written()));
        assertThat(key.name()).isEqualTo("admin");
        assertThat(key.roles()).containsOnly(Role.ADMIN);
    }

    @Test
    void the_hash_stands_beside_it_and_nothing_else_does() throws Exception {
        start();

        var hash = dataDir.resolve("admin.key.sha256");
        assertThat(Files.readString(hash).strip()).isEqualTo(Hash.of(written()).hex());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(hash)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(dataDir)) {
            assertThat(files).containsExactlyInAnyOrder(file(), hash);
        }
    }

    @Test
    void a_data_dir_that_is_not_there_is_made() {
        dataDir = dataDir.resolve("a/b");

        start();

        assertThat(file()).exists();
    }

    @Test
    void each_later_start_has_the_same_key() throws Exception {
        var first = start();
        var key = written();

        assertThat(start()).isEqualTo(first);
        assertThat(written()).isEqualTo(key);
        assertThat(log.all()).isEmpty();
    }

    @Test
    void two_first_starts_make_two_keys() throws Exception {
        start();
        var one = written();
        dataDir = dataDir.resolve("other");
        start();

        assertThat(written()).isNotEqualTo(one);
    }

    @Test
    void the_key_works_on_when_its_file_was_saved_elsewhere_and_deleted() throws Exception {
        var first = start();
        Files.delete(file());

        assertThat(start()).isEqualTo(first);
        assertThat(file()).doesNotExist();
        assertThat(log.all()).isEmpty();
    }

    @Test
    void a_start_that_died_between_the_two_files_is_mended_by_the_next() throws Exception {
        var first = start();
        Files.delete(dataDir.resolve("admin.key.sha256"));

        assertThat(start()).isEqualTo(first);
        assertThat(dataDir.resolve("admin.key.sha256")).exists();
    }

    @Test
    void a_key_that_was_changed_is_told_of_and_does_not_count() throws Exception {
        var first = start();
        Files.writeString(file(), OTHER);

        assertThat(start()).isEqualTo(first);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("WARN " + file() + " was changed and is not the key in use");
        assertThat(log.all()).noneMatch(line -> line.contains(OTHER));
    }

    @Test
    void a_key_that_others_can_read_is_told_of() throws Exception {
        start();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        start();

        assertThat(log.warnings())
                .containsExactly(
                        "WARN " + file() + " can be read by others (rw-r--r--): chmod 600 it");
    }

    @Test
    void a_key_that_cannot_be_read_is_told_of_and_the_service_starts() throws Exception {
        var first = start();
        Files.delete(file());
        Files.createDirectory(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));

        assertThat(start()).isEqualTo(first);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("WARN " + file() + " cannot be read");
    }

    @Test
    void a_damaged_hash_stops_the_start_and_is_not_overwritten() throws Exception {
        start();
        var hash = dataDir.resolve("admin.key.sha256");
        Files.writeString(hash, "damaged");

        assertThatExceptionOfType(SecuritySettingsException.class)
                .isThrownBy(this::start)
                .withMessageStartingWith(hash + " holds no hash: delete it");
        assertThat(hash).hasContent("damaged");
    }

    @Test
    void a_file_of_another_kind_in_its_place_stops_the_start_and_is_not_overwritten()
            throws Exception {
        Files.writeString(file(), "ssh-rsa AAAA");

        assertThatExceptionOfType(SecuritySettingsException.class)
                .isThrownBy(this::start)
                .withMessageStartingWith(file() + " holds no key: delete it")
                .withMessageNotContaining("AAAA");
        assertThat(file()).hasContent("ssh-rsa AAAA");
    }

    @Test
    void a_data_dir_that_is_a_file_stops_the_start() throws Exception {
        dataDir = Files.createFile(dataDir.resolve("file"));

        assertThatExceptionOfType(SecuritySettingsException.class)
                .isThrownBy(this::start)
                .withMessageContaining("the data-dir must be a folder that this user can write to");
    }

    @Test
    void a_key_that_is_left_over_from_before_keys_were_configured_is_told_of() {
        start();

        new AdminKey(dataDir).warnIfUnused();

        assertThat(log.warnings())
                .containsExactly(
                        "WARN " + file() + " is not in use, since keys are configured: delete it");
    }
}
