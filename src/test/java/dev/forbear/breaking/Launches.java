package dev.forbear.breaking;

import dev.forbear.breaking.plugin.ClockApart;
import dev.forbear.breaking.plugin.ClockApartConfiguration;
import dev.forbear.it.ServiceProcess;
import dev.forbear.it.ServiceProcess.Launch;

import io.zonky.test.db.postgres.util.LinuxUtils;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How the replicas of a run are started: the jar, with a plugin that sets its clock apart. */
final class Launches {

    /** Processes that live for seconds, several to a core. */
    private static final List<String> SMALL =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final Store store;
    private final String receiver;
    private final String classPath;

    /**
     * @param receiver the URL that tasks call
     */
    Launches(Path folder, Store store, String receiver) throws IOException, InterruptedException {
        this.folder = folder;
        this.store = store;
        this.receiver = receiver;
        var plugin =
                ServiceProcess.plugin(
                        folder.resolve("plugin"),
                        ClockApartConfiguration.class,
                        ClockApart.class,
                        ClockApart.Look.class);
        this.classPath = service(folder) + File.pathSeparator + plugin;
    }

    /** The jar, extracted; without one, the classes that this JVM runs with. */
    private static String service(Path folder) throws IOException, InterruptedException {
        return System.getProperty("forbear.jar") == null
                ? Objects.requireNonNull(System.getProperty("java.class.path"))
                : ServiceProcess.extract(folder.resolve("app")).toString();
    }

    /** Says how many seconds the replica's clock is off. */
    Path clock(String replica) throws IOException {
        var clock = folder.resolve("clock-" + replica);
        Files.writeString(clock, "0");
        return clock;
    }

    Launch of(String life) {
        var replica = life.substring(0, life.indexOf('-'));
        var what = new ArrayList<>(SMALL);
        what.addAll(List.of("-cp", classPath, "dev.forbear.ForbearApplication"));
        return new Launch(
                unprivileged(),
                store.environment(replica),
                folder.resolve("data-" + replica),
                what,
                arguments(replica, life));
    }

    /** Root can write what is read-only; in a namespace of its own it cannot. */
    private static List<String> unprivileged() {
        return LinuxUtils.isUnshareAvailable() ? List.of("unshare", "-U") : List.of();
    }

    private List<String> arguments(String replica, String life) {
        var http = "--forbear.controllers.http.";
        var target = "--forbear.http.targets.receiver.";
        var arguments =
                new ArrayList<>(
                        List.of(
                                target + "url=" + receiver,
                                target + "allow=127.0.0.0/8",
                                target + "headers.X-Life=" + life,
                                "--forbear.http.timeout=40s",
                                http + "attempt-timeout=50s",
                                http + "concurrency=32",
                                http + "retry.initial-delay=" + Run.INITIAL_DELAY,
                                http + "retry.max-delay=" + Run.MAX_DELAY,
                                http + "retry.max-retry-after=" + Run.MAX_DELAY,
                                http + "retry.max-attempts=6",
                                "--forbear.defaults.retention.succeeded=7d",
                                "--forbear.shutdown-grace=3s",
                                "--breaking.clock=" + folder.resolve("clock-" + replica)));
        if (store.lease().isPositive()) {
            arguments.add("--forbear.lease=" + store.lease());
        }
        arguments.addAll(Api.arguments());
        return arguments;
    }
}
