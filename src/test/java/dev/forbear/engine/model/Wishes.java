package dev.forbear.engine.model;

import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Submissions by chance, to so few keys that they meet each other. */
final class Wishes {

    static final List<String> CONTROLLERS = List.of("a", "b");
    static final int KEYS = 12;

    private final RandomGenerator random;

    Wishes(RandomGenerator random) {
        this.random = random;
    }

    TaskId id() {
        return new TaskId(oneOf(CONTROLLERS), "k" + random.nextInt(KEYS));
    }

    Wish wish(Instant now) {
        var spec =
                random.nextInt(20) == 0 ? ScriptedController.UNREADABLE : "s" + random.nextInt(3);
        return new Wish(
                id(),
                new UUID(random.nextLong(), random.nextLong()),
                new Terms.Spec(spec, "digest of " + spec),
                due(now),
                random.nextInt(4) == 0 ? "lane" + random.nextInt(2) : null,
                random.nextInt(4) == 0 ? Integer.valueOf(1 + random.nextInt(6)) : null,
                random.nextInt(6) == 0 ? deadline(now) : null);
    }

    private When due(Instant now) {
        return switch (random.nextInt(6)) {
            case 0 -> new When.After(millis(120_000));
            case 1 -> new When.At(now.plus(millis(600_000)).minusSeconds(300));
            default -> When.NOW;
        };
    }

    private When deadline(Instant now) {
        return switch (random.nextInt(4)) {
            case 0 -> new When.At(now.plus(millis(120_000)));
            case 1 -> new When.At(now.minusSeconds(1));
            default -> new When.After(Duration.ofSeconds(1 + random.nextInt(3) * 20L));
        };
    }

    Duration millis(long most) {
        return Duration.ofMillis(random.nextLong(most));
    }

    <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
