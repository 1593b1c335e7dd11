package dev.forbear.bench;

import java.time.Duration;

/**
 * What one failing key did to its surroundings.
 *
 * @param over how long was measured
 * @param cpu processor time of the whole process
 * @param entries queue entries, or rows, of the key at the end
 * @param parallel the most calls of the key at the same time
 */
public record Measured(
        Duration over,
        Duration cpu,
        long calls,
        long entries,
        int parallel,
        long logLines,
        long logBytes) {

    double seconds() {
        return over.toNanos() / 1e9;
    }

    double cores() {
        return (double) cpu.toNanos() / over.toNanos();
    }

    double callsPerSecond() {
        return calls / seconds();
    }

    double linesPerMinute() {
        return logLines * 60 / seconds();
    }

    double bytesPerMinute() {
        return logBytes * 60 / seconds();
    }
}
