package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** What the start says of the admin key, and that it works when it is pasted. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class AnnouncementTest {

    private static final Pattern CURL = Pattern.compile("curl .*");

    private final CapturedOutput log;
    @TempDir Path folder;

    AnnouncementTest(CapturedOutput log) {
        this.log = log;
    }

    private SecuritySettings none(boolean embeddedStore) {
        return new SecuritySettings(
                Map.of(), null, false, new Deployment(folder, embeddedStore, false, true));
    }

    private static String run(String shell) throws Exception {
        var process = new ProcessBuilder("sh", "-c", shell).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** All that was logged after the line that says that the start is over. */
    private String block() {
        return log.getAll().substring(log.getAll().lastIndexOf("Started "));
    }

    private String curl() {
        var matcher = CURL.matcher(block());
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }

    @Test
    void the_start_ends_with_one_block_whose_command_works_when_it_is_pasted() throws Exception {
        try (var service = TestService.started(none(true))) {
            assertThat(block())
                    .contains("http://localhost:" + service.port() + "/api/v1\n")
                    .contains(folder.resolve("admin.key") + "\n");
            assertThat(run(curl())).isEqualTo("reached by admin");
        }
        var key = Files.readString(folder.resolve("admin.key")).strip();
        assertThat(log.getAll()).doesNotContain(key).doesNotContain(Hash.of(key).hex());
    }

    @Test
    void the_second_start_says_the_same_and_the_same_key_works() throws Exception {
        TestService.started(none(true)).close();
        var key = Files.readString(folder.resolve("admin.key")).strip();

        try (var service = TestService.started(none(true))) {
            assertThat(run(curl())).isEqualTo("reached by admin");
            assertThat(service.call("GET", "/api/v1/tasks", key).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_start_after_the_file_was_deleted_says_where_the_key_was() throws Exception {
        TestService.started(none(true)).close();
        var key = Files.readString(folder.resolve("admin.key")).strip();
        Files.delete(folder.resolve("admin.key"));

        try (var service = TestService.started(none(true))) {
            assertThat(block())
                    .contains("The admin key is the one that was in " + folder.resolve("admin.key"))
                    .doesNotContain("curl");
            assertThat(service.call("GET", "/api/v1/tasks", key).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_path_that_a_shell_would_take_apart_is_quoted() throws Exception {
        folder = Files.createDirectory(folder.resolve("it's a $(folder)"));

        try (var service = TestService.started(none(true), "server.servlet.context-path=/queue")) {
            assertThat(block()).contains("http://localhost:" + service.port() + "/queue/api/v1\n");
            assertThat(run(curl())).isEqualTo("reached by admin");
        }
    }

    @Test
    void nothing_is_said_and_made_when_keys_are_configured() {
        TestService.started(
                        TestService.settings(
                                null, false, new Deployment(folder, true, false, true)))
                .close();

        assertThat(log.getAll()).contains("Started ").doesNotContain("admin key");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void no_password_of_spring_boot_is_made_or_logged() {
        TestService.started(none(true)).close();

        assertThat(log.getAll()).contains("Started ").doesNotContain("password");
    }

    @Test
    void on_a_store_that_replicas_share_the_start_is_refused() {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> TestService.started(none(false)).close())
                .havingRootCause()
                .isInstanceOf(SecuritySettingsException.class)
                .withMessageContaining("forbear.security.keys.<name>.sha256");
        assertThat(folder).isEmptyDirectory();
    }
}
