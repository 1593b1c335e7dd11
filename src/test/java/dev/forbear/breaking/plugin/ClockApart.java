package dev.forbear.breaking.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock and as many seconds as a file says. */
public final class ClockApart implements InstantSource {

    private static final long LOOK_EVERY = Duration.ofMillis(20).toNanos();

    private final Path file;
    private volatile Look look;

    /**
     * What the file said.
     *
     * @param at of the monotonic clock
     */
    public record Look(long at, long seconds) {}

    public ClockApart(Path file) {
        this.file = file;
        this.look = new Look(System.nanoTime(), seconds());
    }

    @Override
    public Instant instant() {
        var now = System.nanoTime();
        if (now - look.at() > LOOK_EVERY) {
            look = new Look(now, seconds());
        }
        return InstantSource.system().instant().plusSeconds(look.seconds());
    }

    /** What was read last, if the file is being written. */
    private long seconds() {
        try {
            var text = Files.exists(file) ? Files.readString(file).strip() : "0";
            return text.isEmpty() ? look.seconds() : Long.parseLong(text);
        } catch (IOException _) {
            return look.seconds();
        }
    }
}
