package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Takes the space away from a process, and gives it back, as a disk that is full and is not. */
public final class FileSizes {

    private FileSizes() {}

    /** Beyond so many bytes nothing is written to any file. */
    public static void limit(long pid, long bytes) throws IOException, InterruptedException {
        prlimit(pid, bytes + ":");
    }

    public static void unlimit(long pid) throws IOException, InterruptedException {
        prlimit(pid, "unlimited:");
    }

    private static void prlimit(long pid, String soft) throws IOException, InterruptedException {
        var prlimit =
                new ProcessBuilder("prlimit", "--pid", "" + pid, "--fsize=" + soft)
                        .inheritIO()
                        .start();
        assertThat(prlimit.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }
}
