package dev.forbear.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a task has come.
 *
 * @param generation the piece of work, from 1
 * @param attempts made of it so far, the present one included
 * @param crashes processes that died while it ran, since an attempt was last settled or the task
 *     revived
 * @param startedAt when its last attempt was claimed; once it is settled, no sooner than it began
 * @param floor no attempt starts before it: the cooldown after a failure
 * @param trouble null while nothing failed; that of a generation that failed for good stays until
 *     the next one fails or succeeds
 */
public record Progress(
        long generation,
        int attempts,
        int crashes,
        @Nullable Instant startedAt,
        @Nullable Instant floor,
        @Nullable Trouble trouble) {

    static final Progress NEW = new Progress(1, 0, 0, null, null, null);

    /**
     * What failed in one generation.
     *
     * @param since when the first attempt failed
     * @param first the first failure's message
     * @param fingerprint the last failure's
     */
    public record Trouble(Instant since, String first, String fingerprint) {}

    /** The next piece of work. */
    Progress next() {
        return new Progress(generation + 1, 0, crashes, startedAt, floor, null);
    }

    /**
     * The next piece of work of a task that had ended: somebody wants it to be tried again, so the
     * deaths of before, which may have ended it, are no reason to end this one sooner. What failed
     * is not forgotten: a success now is a recovery, however many generations it took.
     */
    Progress revived() {
        return new Progress(generation + 1, 0, 0, startedAt, floor, trouble);
    }

    /** What failed before a success is no trouble of what comes after it. */
    Progress recovered() {
        return new Progress(generation, attempts, crashes, startedAt, floor, null);
    }

    /** What failed in this generation; null if nothing did. */
    public @Nullable Trouble presentTrouble() {
        return attempts == 0 ? null : trouble;
    }

    /** The same piece of work from its beginning. */
    Progress anew() {
        return new Progress(generation, 0, crashes, startedAt, floor, null);
    }

    /**
     * The cooldown is over, or a clock set back has left it behind; if it were kept, a clock set
     * back later would make it begin again.
     */
    Progress claimed(Instant now) {
        return new Progress(generation, attempts + 1, crashes, now, null, trouble);
    }

    /** Its cooldown is over. */
    Progress cooled() {
        return new Progress(generation, attempts, crashes, startedAt, null, trouble);
    }

    Progress begun(Instant began) {
        return new Progress(generation, attempts, crashes, began, floor, trouble);
    }

    Progress uncounted() {
        return new Progress(generation, attempts - 1, crashes, startedAt, floor, trouble);
    }

    Progress settledCleanly() {
        return new Progress(generation, attempts, 0, startedAt, floor, trouble);
    }

    Progress crashed() {
        return new Progress(generation, attempts, crashes + 1, startedAt, floor, trouble);
    }

    Progress withoutFloor() {
        return new Progress(generation, attempts, crashes, null, null, trouble);
    }

    Progress failed(Failure failure, Duration cooldown, Instant now) {
        // whoever fails at the first attempt has not failed before in this generation
        var before = attempts <= 1 ? null : trouble;
        var said = failure.message().isEmpty() ? failure.type() : failure.message();
        var first = before == null ? Failure.cut(said, 200) : before.first();
        var since = before == null ? now : before.since();
        return new Progress(
                generation,
                attempts,
                crashes,
                startedAt,
                now.plus(cooldown),
                new Trouble(since, first, failure.fingerprint()));
    }

    /**
     * The earliest start at or after the wanted time, which is now or later, that the cooldown and
     * the interval between starts allow. A last start that lies later still tells of a clock that
     * was set back since; it would hold the key back until that time comes again.
     */
    Instant earliest(Instant wanted, Duration minInterval) {
        var cooldown = floor;
        var last = startedAt;
        if (last != null && last.isAfter(wanted)) {
            cooldown = floor != null && floor.isAfter(last) ? setBack(floor, last, wanted) : floor;
            last = null;
        }
        var due = cooldown != null && cooldown.isAfter(wanted) ? cooldown : wanted;
        var paced = last == null ? due : last.plus(minInterval);
        return paced.isAfter(due) ? paced : due;
    }

    private static Instant setBack(Instant time, Instant from, Instant to) {
        return time.minus(Duration.between(to, from));
    }
}
