package dev.forbear.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks a JVM of this machine by its pid. */
final class Jcmd {

    private Jcmd() {}

    static String ask(long pid, String... question) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid)));
        command.addAll(List.of(question));
        var jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        var answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd " + String.join(" ", question) + ": " + answer);
        }
        return answer;
    }

    /** Bytes of all objects that are reachable, after a full collection. */
    static long liveBytes(long pid) throws IOException, InterruptedException {
        ask(pid, "GC.run");
        var total =
                ask(pid, "GC.class_histogram")
                        .lines()
                        .filter(line -> line.startsWith("Total"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(total.strip().split("\\s+", -1)[2]);
    }
}
