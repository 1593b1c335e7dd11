package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class DataDirTest {

    @TempDir Path temp;

    @Test
    void a_missing_directory_is_made() {
        var path = temp.resolve("not/there/yet");

        try (var dir = DataDir.open(path)) {
            assertThat(dir.path()).isDirectory().isAbsolute();
            assertThat(path.resolve("forbear.lock"))
                    .hasContent(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void what_it_makes_is_for_its_owner_alone_and_what_is_there_keeps_its_mode() throws Exception {
        var there = Files.createDirectory(temp.resolve("there"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-x---"));

        DataDir.open(there).close();
        DataDir.open(temp.resolve("new")).close();

        assertThat(mode(there)).isEqualTo("rwxr-x---");
        assertThat(mode(temp.resolve("new"))).isEqualTo("rwx------");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void a_second_owner_in_this_process_is_refused_by_name_and_the_first_stays_owner()
            throws Exception {
        try (var dir = DataDir.open(temp)) {
            for (var i = 0; i < 2; i++) {
                assertThatThrownBy(() -> DataDir.open(temp.resolve("../" + temp.getFileName())))
                        .isInstanceOf(UnusableDataDirException.class)
                        .hasMessageContaining(dir.path().toString())
                        .hasMessageContaining("process " + ProcessHandle.current().pid())
                        .hasMessageContaining("forbear.data-dir");
            }
            assertThat(otherProcessOpens()).contains("is in use by process");
        }
        assertThat(otherProcessOpens()).isEqualTo("opened");
    }

    @Test
    void a_second_process_is_refused_and_told_who_is_the_owner() throws Exception {
        var other = other("hold");
        try (var out = new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8)) {
            assertThat(out.read()).isEqualTo('o');

            assertThatThrownBy(() -> DataDir.open(temp))
                    .isInstanceOf(UnusableDataDirException.class)
                    .hasMessageContaining(temp.toRealPath().toString())
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        DataDir.open(temp).close();
    }

    @Test
    void what_was_closed_can_be_opened_again() {
        DataDir.open(temp).close();
        DataDir.open(temp).close();

        assertThat(temp.resolve("forbear.lock")).exists();
    }

    @Test
    void a_file_is_no_directory() throws Exception {
        var file = Files.writeString(temp.resolve("file"), "mine");

        assertThatThrownBy(() -> DataDir.open(file))
                .isInstanceOf(UnusableDataDirException.class)
                .hasMessageContaining(file + " is a file")
                .hasMessageContaining("forbear.data-dir");
        assertThatThrownBy(() -> DataDir.open(file.resolve("below")))
                .isInstanceOf(UnusableDataDirException.class)
                .hasMessageContaining("forbear.data-dir");
        assertThat(file).hasContent("mine");
    }

    @Test
    void a_directory_that_cannot_be_written_is_refused() {
        var path = Path.of("/proc/forbear");

        assertThatThrownBy(() -> DataDir.open(path))
                .isInstanceOf(UnusableDataDirException.class)
                .hasMessageContaining("/proc/forbear cannot be created")
                .hasMessageContaining("forbear.data-dir");
        assertThatThrownBy(() -> DataDir.open(Path.of("/proc")))
                .isInstanceOf(UnusableDataDirException.class)
                .hasMessageContaining("/proc cannot be written");
    }

    private String otherProcessOpens() throws Exception {
        var process = other("open");
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private Process other(String what) throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        what,
                        temp.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** The main class of another process. */
    static final class Other {
        public static void main(String[] args) throws Exception {
            try (var _ = DataDir.open(Path.of(args[1]))) {
                System.out.println("opened");
                if (args[0].equals("hold")) {
                    System.in.read();
                }
            } catch (UnusableDataDirException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
