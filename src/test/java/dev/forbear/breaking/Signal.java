package dev.forbear.breaking;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of the system that are done to a process. */
final class Signal {

    private Signal() {}

    static void send(String signal, long pid) {
        run(List.of("kill", "-" + signal, String.valueOf(pid)));
    }

    /**
     * @param bytes no file of the process may grow beyond; unlimited as kill's own word for none
     */
    static void limitFiles(long pid, String bytes) {
        run(List.of("prlimit", "--pid", String.valueOf(pid), "--fsize=" + bytes + ":"));
    }

    private static void run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
        } catch (IOException e) {
            throw new IllegalStateException(command + " cannot be run", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
