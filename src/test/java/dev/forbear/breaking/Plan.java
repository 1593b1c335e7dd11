package dev.forbear.breaking;

import dev.forbear.breaking.check.FaultKind;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * Which faults are done, in their order: a seed's are always the same. Each kind comes once before
 * one comes again.
 */
final class Plan {

    private final List<FaultKind> kinds;
    private final int replicas;
    private final Duration lease;
    private final Random random;
    private final Queue<FaultKind> deck = new ArrayDeque<>();

    /**
     * @param replica which of them, where it is done to one
     * @param lasts until it is mended
     * @param pause before the next
     * @param detail chooses between variants
     */
    record Planned(FaultKind kind, int replica, Duration lasts, Duration pause, int detail) {}

    /**
     * @param kinds those that can be done
     */
    Plan(List<FaultKind> kinds, int replicas, Duration lease, long seed) {
        this.kinds = List.copyOf(kinds);
        this.replicas = replicas;
        this.lease = lease;
        this.random = new Random(seed);
    }

    Planned next() {
        if (deck.isEmpty()) {
            var shuffled = new ArrayList<>(kinds);
            Collections.shuffle(shuffled, random);
            deck.addAll(shuffled);
        }
        var kind = deck.remove();
        return new Planned(
                kind,
                random.nextInt(replicas),
                lasts(kind),
                between(Duration.ofMillis(500), Duration.ofSeconds(6)),
                random.nextInt(1_000));
    }

    private Duration lasts(FaultKind kind) {
        var drawn = between(kind.least(), kind.most());
        return kind == FaultKind.FREEZE ? drawn.plus(lease) : drawn;
    }

    private Duration between(Duration least, Duration most) {
        var spread = most.minus(least).toMillis();
        return least.plusMillis(spread == 0 ? 0 : random.nextLong(spread));
    }
}
