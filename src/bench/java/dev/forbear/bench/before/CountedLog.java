package dev.forbear.bench.before;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats each line as a logger would, counts it, and keeps the first few: a real file would fill
 * the disk. Safe for use by many threads.
 */
final class CountedLog {

    private static final int KEPT = 3;

    private final List<String> first = new ArrayList<>();
    private long lines;
    private long bytes;

    void error(String key, Exception e) {
        var line =
                "%s ERROR %s --- [%s] controller : reconcile failed key=%s error=\"%s\"\n"
                        .formatted(
                                LocalDateTime.now(),
                                ProcessHandle.current().pid(),
                                Thread.currentThread().getName(),
                                key,
                                e.getMessage());
        count(line, line.getBytes(StandardCharsets.UTF_8).length);
    }

    private synchronized void count(String line, int length) {
        lines++;
        bytes += length;
        if (first.size() < KEPT) {
            first.add(line.strip());
        }
    }

    synchronized long lines() {
        return lines;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized List<String> first() {
        return List.copyOf(first);
    }
}
