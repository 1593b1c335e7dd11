package dev.forbear.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the benchmarks that are named, or all: {@code Bench storm idle}. Needs the runnable jar as
 * {@code -Dforbear.jar=}.
 */
public final class Bench {

    private Bench() {}

    private static Map<String, Benchmark> all() {
        var all = new LinkedHashMap<String, Benchmark>();
        all.put("storm", new Storm());
        all.put("lateness", new Lateness());
        all.put("throughput", new Throughput());
        all.put("singles", new Singles());
        all.put("idle", new Idle());
        all.put("waiting", new Waiting());
        all.put("growth", new Growth());
        all.put("postgresql-storm", new PostgresStorm());
        all.put("postgresql-lateness", new PostgresLateness());
        all.put("postgresql-throughput", new PostgresThroughput());
        all.put("postgresql-idle", new PostgresIdle());
        return all;
    }

    public static void main(String[] args) throws Exception {
        quiet();
        var all = all();
        var names = args.length == 0 ? List.copyOf(all.keySet()) : List.of(args);
        if (!all.keySet().containsAll(names)) {
            throw new IllegalArgumentException(
                    "benchmarks are " + all.keySet() + ", asked for " + names);
        }
        System.out.println(machine());
        for (var name : names) {
            System.out.println("# " + name + ", load of the machine before: " + load());
            all.get(name).run().forEach(System.out::println);
            System.out.println("# " + name + ", load of the machine after: " + load());
        }
    }

    /** What the store logs in this process is of no interest. */
    private static void quiet() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.WARN);
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String machine() {
        return "# %d cores, %s %s, JDK %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version());
    }
}
