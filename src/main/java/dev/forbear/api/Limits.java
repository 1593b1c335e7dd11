package dev.forbear.api;

import java.time.Duration;

/**
 * How many calls that take long may be under way, and how long they may take to come.
 *
 * @param waits calls that wait for a task
 * @param bulks bulk submissions, each with up to 10,000 answers in memory
 * @param patience how long a bulk submission waits to begin
 * @param sending how long the head of a request may take, and by how much a body may be slower than
 *     a KiB a second
 * @param memory what calls may hold together
 */
record Limits(int waits, int bulks, Duration patience, Duration sending, Memory.Size memory) {

    private static final Duration SENDING = Duration.ofSeconds(20);
    private static final Memory.Size MEMORY =
            new Memory.Size(64 * 1024, 32 * 1024, 64, Duration.ofSeconds(10));

    Limits(int waits, int bulks, Duration patience) {
        this(waits, bulks, patience, SENDING);
    }

    Limits(int waits, int bulks, Duration patience, Duration sending) {
        this(waits, bulks, patience, sending, MEMORY);
    }

    static Limits usual() {
        return new Limits(1_000, 16, Duration.ofSeconds(10));
    }
}
