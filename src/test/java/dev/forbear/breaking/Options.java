package dev.forbear.breaking;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What was asked for on the command line.
 *
 * @param seconds for how long things are broken, in all
 * @param seed of the plan of faults and of the load
 * @param stores whose turn it is, one after the other
 * @param check the records of an earlier run, to be checked again; null: run
 */
record Options(int seconds, long seed, List<String> stores, @Nullable Path check) {

    static final String USAGE =
            "usage: .ci/break [--seconds N] [--seed N] [--store sqlite|postgresql|both] [--check"
                    + " FILE]";

    private static final int SECONDS = 180;
    private static final int MOST_SECONDS = 86_400;

    /**
     * @throws IllegalArgumentException that says which argument is wrong, and how it should be
     */
    static Options parsed(List<String> arguments, long anySeed) {
        var options = new Options(SECONDS, anySeed, List.of("sqlite", "postgresql"), null);
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            options = options.with(rest.next(), rest);
        }
        return options;
    }

    private Options with(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value; " + USAGE);
        }
        var value = rest.next();
        return switch (name) {
            case "--seconds" -> new Options(seconds(value), seed, stores, check);
            case "--seed" -> new Options(seconds, number(name, value), stores, check);
            case "--store" -> new Options(seconds, seed, stores(value), check);
            case "--check" -> new Options(seconds, seed, stores, Path.of(value));
            default -> throw new IllegalArgumentException("unknown: " + name + "; " + USAGE);
        };
    }

    private static int seconds(String value) {
        var seconds = number("--seconds", value);
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException(
                    "--seconds must be between 1 and " + MOST_SECONDS + ", was " + value);
        }
        return (int) seconds;
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, was " + value, e);
        }
    }

    private static List<String> stores(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "both" -> List.of("sqlite", "postgresql");
            case "sqlite", "postgresql" -> List.of(value.toLowerCase(Locale.ROOT));
            default ->
                    throw new IllegalArgumentException(
                            "--store must be sqlite, postgresql or both, was " + value);
        };
    }
}
