package dev.forbear.breaking;

import dev.forbear.breaking.check.Fact;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What was seen, in its order, in memory and as a line each in a file. Safe for use by many
 * threads.
 */
final class Records implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final long begin = System.nanoTime();
    private final List<Fact> facts = new ArrayList<>();
    private final Writer file;

    Records(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    /** Nanoseconds since the begin. */
    long now() {
        return System.nanoTime() - begin;
    }

    /**
     * Keeps what is made of the present time.
     *
     * @return the time
     */
    synchronized long add(LongFunction<? extends Fact> made) {
        var now = now();
        var fact = made.apply(now);
        facts.add(fact);
        try {
            file.write(JSON.writerFor(Fact.class).writeValueAsString(fact) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return now;
    }

    synchronized List<Fact> all() {
        return List.copyOf(facts);
    }

    /** Those of an earlier run. */
    static List<Fact> read(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(line -> JSON.readValue(line, Fact.class)).toList();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
