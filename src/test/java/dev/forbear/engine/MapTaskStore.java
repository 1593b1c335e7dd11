package dev.forbear.engine;

import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A task store in a map: the double that the engine's own tests run on, held to the contract. */
final class MapTaskStore implements TaskStore {

    private final InstantSource clock;
    private final Map<TaskId, MapRow> rows = new LinkedHashMap<>();
    private final Map<String, Pause> pauses = new TreeMap<>();
    private final Map<String, Instant> lastSeen = new TreeMap<>();
    private final Map<String, Before> before = new TreeMap<>();
    private final MapPages pages = new MapPages();
    private final @Nullable Duration lease;
    private final Map<Integer, Instant> beats = new TreeMap<>();
    private final Map<Integer, Instant> renewed = new TreeMap<>();
    private final Set<Integer> left = new TreeSet<>();
    private final Map<Integer, Set<String>> controllers = new TreeMap<>();

    /** The process that asks. */
    private int node;

    private int lastNode;
    private long lastNumber;
    boolean away;
    boolean awayForGivingBack;
    boolean awayForSettling;
    boolean awayForHeartbeats;
    TaskId unwritable;

    /** Another process is about to change it. */
    TaskId locked;

    Runnable afterClaim = () -> {};
    Runnable beforeFlush = () -> {};
    int claims;
    int renewals;
    int heartbeats;
    int looksForCancellations;
    int flushes;
    int rowsClaimed;

    /** For one process. */
    MapTaskStore(InstantSource clock) {
        this(clock, null);
    }

    /** For several, if there is a lease: each but the first is a {@link #replica}. */
    MapTaskStore(InstantSource clock, @Nullable Duration lease) {
        this.clock = clock;
        this.lease = lease;
    }

    /** From now on a new process asks; the one that did so has died. */
    synchronized void restart() {
        node = ++lastNode;
    }

    /**
     * The same store as another process has it.
     *
     * @param away whether that one cannot reach it
     */
    synchronized TaskStore replica(BooleanSupplier away) {
        var replica = ++lastNode;
        return (TaskStore)
                Proxy.newProxyInstance(
                        MapTaskStore.class.getClassLoader(),
                        new Class<?>[] {TaskStore.class},
                        (_, method, arguments) ->
                                as(replica, away.getAsBoolean(), method, arguments));
    }

    private synchronized Object as(int replica, boolean cutOff, Method method, Object[] arguments)
            throws Throwable {
        var first = node;
        var wasAway = away;
        node = replica;
        away |= cutOff;
        try {
            return method.invoke(this, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            node = first;
            away = wasAway;
        }
    }

    Task task(TaskId id) {
        return Objects.requireNonNull(rows.get(id), id + " is not there").task;
    }

    synchronized List<String> keys() {
        return rows.keySet().stream().map(TaskId::key).sorted().toList();
    }

    /** Submissions whose idempotency keys are known. */
    synchronized int remembered() {
        return before.size();
    }

    private Instant now() {
        return clock.instant();
    }

    private void reach() {
        if (away) {
            throw new StoreAwayException("switched off by the test", null);
        }
    }

    private List<MapRow> rows(Predicate<MapRow> condition) {
        return rows.values().stream().filter(condition).toList();
    }

    @Override
    public synchronized CompletableFuture<Admission> submit(Wish wish, Pace pace) {
        reach();
        var row = rows.get(wish.id());
        var submitted =
                row == null
                        ? Task.created(wish, now())
                        : row.task.submitted(wish, pace.minInterval(), now());
        var name = wish.id().controller();
        if (pace.backlogLimit() != null
                && submitted.effect().adds()
                && backlog(name) >= pace.backlogLimit()) {
            return CompletableFuture.completedFuture(
                    new Admission.BacklogFull(name, pace.backlogLimit()));
        }
        if (row == null) {
            row = new MapRow(++lastNumber, submitted.task());
            rows.put(wish.id(), row);
        }
        row.task = submitted.task();
        return CompletableFuture.completedFuture(
                new Admission.Accepted(submitted, row.left(now())));
    }

    /**
     * @param at when it was first submitted
     */
    private record Before(Once once, Once.Answer.Again answer, Instant at) {}

    @Override
    public synchronized CompletableFuture<Once.Answer> submitOnce(Wish wish, Pace pace, Once once) {
        reach();
        var answered = answered(once);
        if (answered.isPresent()) {
            return CompletableFuture.completedFuture(answered.get());
        }
        return submit(wish, pace)
                .thenApply(admission -> {
                    if (admission instanceof Admission.Accepted(var submitted, _)) {
                        var again = new Once.Answer.Again(wish.id(), submitted.effect());
                        before.put(once.key(), new Before(once, again, now()));
                    }
                    return new Once.Answer.First(admission);
                });
    }

    @Override
    public synchronized Optional<Once.Answer> answered(Once once) {
        var first = before.get(once.key());
        if (first == null || !first.at().plus(Once.KEPT).isAfter(now())) {
            return Optional.empty();
        }
        return Optional.of(
                first.once().equals(once) ? first.answer() : new Once.Answer.OtherBody());
    }

    @Override
    public synchronized int deleteAnswered() {
        var old =
                before.values().stream()
                        .filter(first -> !first.at().plus(Once.KEPT).isAfter(now()))
                        .limit(1_000)
                        .toList();
        before.values().removeAll(old);
        return old.size();
    }

    private long backlog(String controller) {
        return rows(row -> row.isOf(controller) && !row.task.state().kind().ended()).size();
    }

    @Override
    public synchronized Claims claim(List<Appetite> appetites, boolean suspects) {
        reach();
        claims++;
        var pass = new Pass(suspects);
        appetites.forEach(pass::serve);
        var next =
                appetites.stream()
                        .flatMap(appetite -> waiting(appetite.controller()).stream())
                        .map(row -> row.left(now()))
                        .min(Comparator.naturalOrder());
        rowsClaimed += pass.claimed.size();
        afterClaim.run();
        return new Claims(pass.claimed, pass.expired, next.orElse(null));
    }

    private List<MapRow> waiting(String controller) {
        return rows(row -> row.isOf(controller) && row.waits());
    }

    /** What one pass has taken so far. */
    private final class Pass {
        final List<Claim> claimed = new ArrayList<>();
        final List<Task> expired = new ArrayList<>();
        private boolean suspects;

        Pass(boolean suspects) {
            this.suspects = suspects;
        }

        void serve(Appetite appetite) {
            var slots = appetite.slots();
            var ahead = appetite.ahead();
            var early = lease == null ? 0 : appetite.early();
            for (var row : due(appetite.controller())) {
                if (slots + ahead + early == 0) {
                    return;
                }
                var start = row.isDue(now()) ? now() : row.task.state().dueAt();
                var barred = row.task.barred(appetite.maxAttempts(), start);
                if (!row.isDue(now())) {
                    if (early > 0 && barred == null && row.mayGoAhead(appetite.maxAttempts())) {
                        claim(row);
                        early--;
                    }
                } else if (barred != null) {
                    row.task = row.task.expired(barred, now());
                    expired.add(row.task);
                } else if (slots > 0 && (suspects || !row.suspect())) {
                    claim(row);
                    slots--;
                } else if (ahead > 0 && row.mayGoAhead(appetite.maxAttempts())) {
                    claim(row);
                    ahead--;
                }
            }
        }

        private List<MapRow> due(String controller) {
            return waiting(controller).stream()
                    .filter(row -> row.isDue(now().plus(SOON)))
                    .filter(row -> !row.task.id().equals(locked))
                    .sorted(
                            Comparator.<MapRow, Instant>comparing(row -> row.task.state().dueAt())
                                    .thenComparingLong(row -> row.number))
                    .toList();
        }

        private void claim(MapRow row) {
            suspects &= !row.suspect();
            var before = row.task;
            row.task = before.claimed(now());
            take(row);
            var late = Duration.between(before.state().dueAt(), now());
            claimed.add(new Claim(row.number, row.epoch, before, row.task, late));
        }
    }

    private void take(MapRow row) {
        row.epoch++;
        row.owner = node;
        lend(row);
    }

    private void lend(MapRow row) {
        row.leasedUntil = lease == null ? Instant.MAX : now().plus(lease);
    }

    /** The row of a claim that still holds; null if it is fenced out. */
    private MapRow held(Claim claim) {
        var row = rows.get(claim.task().id());
        return row == null || row.number != claim.row() || row.epoch != claim.epoch() ? null : row;
    }

    @Override
    public synchronized CompletableFuture<Optional<Settled>> settle(Settlement settlement) {
        if (away || awayForSettling) {
            return CompletableFuture.failedFuture(new StoreAwayException("switched off", null));
        }
        if (settlement.claim().task().id().equals(unwritable)) {
            return CompletableFuture.failedFuture(new IllegalStateException("a fault of ours"));
        }
        return CompletableFuture.completedFuture(settled(settlement));
    }

    private Optional<Settled> settled(Settlement settlement) {
        var row = held(settlement.claim());
        if (row == null || row.task.state().kind() != Kind.RUNNING) {
            if (row != null && row.leased()) {
                row.task = row.task.freed(now());
            }
            return Optional.empty();
        }
        row.task =
                row.task
                        .begun(now().minus(settlement.took()))
                        .settled(settlement.verdict(), settlement.minInterval(), now());
        var outcome = Outcome.of(settlement.verdict(), row.task);
        row.remember(settlement, outcome, now());
        return Optional.of(new Settled(row.task, outcome, row.left(now())));
    }

    @Override
    public synchronized void giveBack(List<Claim> claims) {
        reach();
        if (awayForGivingBack) {
            throw new StoreAwayException("switched off by the test", null);
        }
        for (var claim : claims) {
            var row = held(claim);
            if (row != null && row.leased()) {
                row.task = row.task.freed(now());
            } else if (row != null && row.task.state().kind() == Kind.RUNNING) {
                row.task = row.task.givenBack(claim.before(), now());
            }
        }
    }

    @Override
    public Optional<Duration> lease() {
        return Optional.ofNullable(lease);
    }

    @Override
    public synchronized List<Claim> renew(List<Claim> held) {
        reach();
        renewals++;
        beats.put(node, now());
        renewed.put(node, now());
        var lost = new ArrayList<Claim>();
        for (var claim : held) {
            var row = held(claim);
            if (row == null || !row.held()) {
                lost.add(claim);
            } else {
                lend(row);
            }
        }
        return lost;
    }

    @Override
    public synchronized List<Claim> cancelled(List<Claim> held) {
        reach();
        looksForCancellations++;
        return held.stream()
                .filter(claim -> {
                    var row = held(claim);
                    return row != null && row.leased();
                })
                .toList();
    }

    @Override
    public synchronized List<Rescued> rescue() {
        reach();
        var rescued = new ArrayList<Rescued>();
        for (var row : rows(row -> row.held() && isOrphaned(row))) {
            if (row.leased()) {
                row.task = row.task.freed(now());
            } else {
                var died = !hasRenewedSince(row) && !left.contains(row.owner);
                take(row);
                var claim = new Claim(row.number, row.epoch, row.task, row.task, Duration.ZERO);
                rescued.add(new Rescued(claim, died));
            }
        }
        return rescued;
    }

    private boolean isOrphaned(MapRow row) {
        return lease == null ? row.owner != node : !row.leasedUntil.isAfter(now());
    }

    /** Whether the row's process has renewed leases without naming this one. */
    private boolean hasRenewedSince(MapRow row) {
        var last = renewed.get(row.owner);
        return lease != null && last != null && last.plus(lease).isAfter(row.leasedUntil);
    }

    /** Whether a process has shown within a lease that it lives. */
    private boolean beats(int process) {
        var last = beats.get(process);
        return lease != null && last != null && last.plus(lease).isAfter(now());
    }

    @Override
    public synchronized Change cancel(TaskId id) {
        return changed(id, task -> task.cancelled(now()));
    }

    @Override
    public synchronized Change retry(TaskId id) {
        return changed(id, task -> task.retried(now()));
    }

    private Change changed(TaskId id, UnaryOperator<Task> move) {
        reach();
        var row = rows.get(id);
        if (row == null) {
            return new Change.NoSuchTask();
        }
        var before = row.task;
        try {
            row.task = move.apply(before);
            return new Change.Changed(before, row.task);
        } catch (IllegalStateException _) {
            return new Change.Refused(before);
        }
    }

    @Override
    public synchronized Optional<Stored> find(TaskId id) {
        reach();
        return Optional.ofNullable(rows.get(id)).map(row -> row.stored(now()));
    }

    @Override
    public synchronized Page list(Query query) {
        reach();
        return pages.page(rows.values(), query, now());
    }

    @Override
    public synchronized Map<String, Tally> tallies() {
        reach();
        var counts = new TreeMap<String, Map<Kind, Long>>();
        for (var row : rows.values()) {
            counts.computeIfAbsent(row.task.id().controller(), _ -> new TreeMap<>())
                    .merge(row.task.state().kind(), 1L, Long::sum);
        }
        var tallies = new TreeMap<String, Tally>();
        counts.forEach((name, count) -> tallies.put(name, new Tally(count)));
        return tallies;
    }

    @Override
    public synchronized Map<String, Duration> oldestDueAges() {
        reach();
        var ages = new TreeMap<String, Duration>();
        for (var row : rows(row -> row.isDue(now()))) {
            var age = Duration.between(row.task.state().dueAt(), now());
            ages.merge(row.task.id().controller(), age, (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
        return ages;
    }

    @Override
    public synchronized Map<String, Long> ready(long cap) {
        reach();
        var ready = new TreeMap<String, Long>();
        for (var row : rows(row -> row.isDue(now()))) {
            ready.merge(row.task.id().controller(), 1L, (a, b) -> Math.min(cap, a + b));
        }
        return ready;
    }

    @Override
    public synchronized Pause pause(String controller, String by, String reason) {
        return pauses.computeIfAbsent(controller, _ -> new Pause(now(), by, reason));
    }

    @Override
    public synchronized boolean resume(String controller) {
        return pauses.remove(controller) != null;
    }

    @Override
    public synchronized Map<String, Pause> pauses() {
        reach();
        return Map.copyOf(pauses);
    }

    @Override
    public synchronized List<Task> expire(int limit) {
        return ended(
                row -> row.waits() && row.task.missesDeadline(now()),
                TerminalReason.DEADLINE_EXCEEDED,
                limit);
    }

    @Override
    public synchronized List<Task> abandon(Duration after, int limit) {
        for (var row : rows(row -> row.waits() && !live().contains(row.task.id().controller()))) {
            lastSeen.putIfAbsent(row.task.id().controller(), now());
        }
        return ended(
                row -> row.waits() && isGone(row.task.id().controller(), after),
                TerminalReason.UNKNOWN_CONTROLLER,
                limit);
    }

    private boolean isGone(String controller, Duration after) {
        return !live().contains(controller) && lastSeen.get(controller).plus(after).isBefore(now());
    }

    private List<Task> ended(Predicate<MapRow> which, TerminalReason reason, int limit) {
        var ended = new ArrayList<Task>();
        for (var row : rows(which).stream().limit(limit).toList()) {
            row.task = row.task.expired(reason, now());
            ended.add(row.task);
        }
        return ended;
    }

    @Override
    public synchronized List<String> heartbeat(List<String> names) {
        if (awayForHeartbeats) {
            throw new StoreAwayException("switched off by the test", null);
        }
        heartbeats++;
        beats.put(node, now());
        controllers.put(node, Set.copyOf(names));
        names.forEach(name -> lastSeen.put(name, now()));
        return List.copyOf(live());
    }

    private Set<String> live() {
        var live = new TreeSet<String>();
        controllers.forEach((process, names) -> {
            if (process == node || beats(process)) {
                live.addAll(names);
            }
        });
        return live;
    }

    @Override
    public synchronized int deleteEnded(
            String controller, Duration succeeded, Duration failedOrCancelled) {
        var before = now().minus(succeeded);
        var others = now().minus(failedOrCancelled);
        var old =
                rows(row ->
                        row.isOf(controller)
                                && (row.isEndedSince(before, now(), Kind.SUCCEEDED)
                                        || row.isEndedSince(
                                                others, now(), Kind.FAILED, Kind.CANCELLED)));
        old.forEach(row -> rows.remove(row.task.id()));
        return old.size();
    }

    @Override
    public synchronized int pullIn(String controller, Duration longest) {
        var ahead = rows(row -> row.isOf(controller) && row.isAhead(now()));
        ahead.forEach(row -> row.pullIn(longest, now()));
        return ahead.size();
    }

    @Override
    public synchronized void flush() {
        flushes++;
        beforeFlush.run();
    }

    @Override
    public boolean reachable() {
        return !away;
    }

    /** The process that asks leaves in good order. */
    @Override
    public synchronized void close() {
        left.add(node);
    }
}
