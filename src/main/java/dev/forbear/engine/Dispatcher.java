package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Claims;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Claims what is due for the free slots of each controller. One thread makes the passes. */
final class Dispatcher {

    /** What has not started this long after it could have is given back. */
    static final Duration STALE = Duration.ofMillis(200);

    private static final Duration PROBE = Duration.ofMillis(500);
    private static final long SAFETY_MILLIS = 1_000;

    /**
     * What falls due so soon after a pass waits for what falls due with it: in a storm a commit for
     * each retry is most of what it costs. A wake-up does not wait.
     */
    private static final Duration TOGETHER = Duration.ofMillis(10);

    /**
     * So long before it is due the next is claimed where a store gives what is due soon: time
     * enough for the claim, and the rest of {@link TaskStore#SOON} comes along.
     */
    private static final Duration LEAD = Duration.ofMillis(20);

    /** What is due and was not to be had may have been locked by another process for a moment. */
    private static final Duration PASSED_OVER = Duration.ofMillis(20);

    /**
     * More than this many outcomes on their way to the store: it is slower than the work, so claim
     * no more.
     */
    private static final int MOST_PENDING = 4_000;

    private final TaskStore store;
    private final Map<String, Crew> crews;
    private final Settler settler;
    private final Starter starter;
    private final Surroundings around;
    private final RandomGenerator random;
    private final long usable;
    private final boolean early;
    private boolean passedOver;
    private volatile List<Claim> unstarted = List.of();
    private volatile boolean stopped;
    private volatile long lastPass;

    Dispatcher(
            TaskStore store,
            List<Crew> crews,
            Settler settler,
            Starter starter,
            Surroundings around,
            RandomGenerator random) {
        this.store = store;
        this.crews =
                crews.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        c -> c.controller().name(), Function.identity()));
        this.settler = settler;
        this.starter = starter;
        this.around = around;
        this.random = random;
        this.usable = Leases.usable(store.lease());
        this.early = store.lease().isPresent();
        this.lastPass = around.ticker().nanos();
    }

    /** Claims and starts what can start now; returns how long nothing more needs to be done. */
    Duration pass() {
        try {
            return claimed();
        } finally {
            lastPass = around.ticker().nanos();
        }
    }

    /** How long ago the last pass ended, well or not. */
    Duration sinceLastPass() {
        return Duration.ofNanos(around.ticker().nanos() - lastPass);
    }

    private Duration claimed() {
        if (!settler.redo()) {
            return PROBE;
        }
        var paused = store.pauses().keySet();
        giveBackWhatDidNotStart(paused::contains);
        if (settler.pending() > MOST_PENDING) {
            return Duration.ofMillis(5);
        }
        var appetites =
                crews.values().stream()
                        .filter(crew -> !paused.contains(crew.controller().name()))
                        .map(Crew::appetite)
                        .filter(Objects::nonNull)
                        .toList();
        return appetites.isEmpty() ? untilNext(safety()) : start(appetites);
    }

    private Duration start(List<Appetite> appetites) {
        var asked = around.ticker().nanos();
        var claims = store.claim(appetites, crews.values().stream().noneMatch(Crew::anySuspect));
        claims.expired().forEach(task -> around.events().on(new TaskEvent.Expired(task)));
        if (!accepted(claims.claims(), asked)) {
            giveBackAll();
            return safety();
        }
        var moreIsDue = claims.nextDue() != null && claims.nextDue().isZero();
        for (var appetite : appetites) {
            var crew = Objects.requireNonNull(crews.get(appetite.controller()));
            if (!moreIsDue) {
                crew.fed();
            }
            starter.start(crew);
        }
        return untilNext(wait(claims, moreIsDue));
    }

    /** False if this was stopped while the store was asked: nothing of it may start any more. */
    private synchronized boolean accepted(List<Claim> claims, long asked) {
        if (stopped) {
            unstarted = Stream.concat(unstarted.stream(), claims.stream()).toList();
            return false;
        }
        var now = around.ticker().nanos();
        for (var claim : claims) {
            var run = new Run(claim, asked, now, usable);
            starter.accept(crew(claim), run, now);
        }
        return true;
    }

    private Duration wait(Claims claims, boolean moreIsDue) {
        var idle = claims.claims().isEmpty() && claims.expired().isEmpty();
        var again = passedOver;
        passedOver = moreIsDue && idle;
        if (passedOver && early && !again) {
            return PASSED_OVER;
        }
        if (claims.nextDue() == null || passedOver) {
            return safety(); // what is due cannot start now: a slot that becomes free wakes this
        }
        var wait = takesEarly(claims.nextDue()) ? claims.nextDue().minus(LEAD) : claims.nextDue();
        return moreIsDue || wait.compareTo(TOGETHER) > 0 ? wait : TOGETHER;
    }

    /** What was left although it is due soon is not to be had early. */
    private boolean takesEarly(Duration due) {
        return early && due.compareTo(TaskStore.SOON) > 0;
    }

    private Duration untilNext(Duration wanted) {
        var longest = crews.values().stream().anyMatch(Crew::anyWaiting) ? STALE : safety();
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    /** Replicas that started together must not look at the store together for ever. */
    private Duration safety() {
        return Duration.ofMillis(SAFETY_MILLIS + random.nextInt(100));
    }

    private Crew crew(Claim claim) {
        return Objects.requireNonNull(
                crews.get(claim.controller()), "claimed for a controller that did not ask");
    }

    private synchronized void giveBackWhatDidNotStart(Function<String, Boolean> paused) {
        var now = around.ticker().nanos();
        var taken = new ArrayList<>(unstarted);
        for (var crew : crews.values()) {
            boolean all = paused.apply(crew.controller().name());
            taken.addAll(crew.unstarted(run -> all || now - run.dueAt() >= STALE.toNanos()));
        }
        if (!taken.isEmpty()) {
            unstarted = List.copyOf(taken);
            store.giveBack(unstarted);
            unstarted = List.of(); // not before it is written: nobody else knows of them
        }
    }

    /** From here on nothing that is claimed starts any more; gives back what has not started. */
    void stop() {
        stopped = true; // before it waits for a pass that gives back
        crews.values().forEach(Crew::dismiss);
        giveBackAll();
    }

    /** Claims that are being given back, or could not be yet. */
    List<Claim> unstarted() {
        return unstarted;
    }

    private void giveBackAll() {
        giveBackWhatDidNotStart(_ -> true);
    }
}
