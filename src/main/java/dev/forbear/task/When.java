package dev.forbear.task;

import java.time.Duration;
import java.time.Instant;

/** A time as a caller gives it: fixed, or so long after the submission is accepted. */
public sealed interface When {

    When NOW = new After(Duration.ZERO);

    Instant from(Instant now);

    record At(Instant time) implements When {
        @Override
        public Instant from(Instant now) {
            return time;
        }
    }

    record After(Duration delay) implements When {
        @Override
        public Instant from(Instant now) {
            return now.plus(delay);
        }
    }
}
