package dev.forbear.engine;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;

/**
 * Why a waiting task does not run now.
 *
 * @param until when the reason ends; null where no time is known
 */
public record Waiting(Reason reason, @Nullable Instant until) {

    /** What a task can wait for. */
    public enum Reason {
        BACKOFF,
        SCHEDULE,
        COOLDOWN,
        CANCELLING,
        CAPACITY,
        PAUSED,
        NO_CONTROLLER;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
