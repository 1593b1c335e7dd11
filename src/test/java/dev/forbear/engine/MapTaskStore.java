package dev.forbear.engine;

import dev.forbear.task.Kind;
import dev.forbear.task.Outcome;
import dev.forbear.task.State;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.TerminalReason;
import dev.forbear.task.Wish;

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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A task store in a map: the double that the engine's own tests run on. */
final class MapTaskStore implements TaskStore {

    private final InstantSource clock;
    private final Map<TaskId, Row> rows = new LinkedHashMap<>();
    private final Map<String, Pause> pauses = new TreeMap<>();
    boolean away;
    int claims;

    MapTaskStore(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Row {
        final long number;
        long epoch;
        Task task;

        Row(long number, Task task) {
            this.number = number;
            this.task = task;
        }
    }

    Task task(TaskId id) {
        return Objects.requireNonNull(rows.get(id), id + " is not there").task;
    }

    private Instant now() {
        return clock.instant();
    }

    private void reach() {
        if (away) {
            throw new StoreAwayException("switched off by the test", null);
        }
    }

    private static Duration left(Task task, Instant now) {
        var due = task.state().dueAt();
        return due == null ? null : due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
    }

    @Override
    public synchronized CompletableFuture<Admission> submit(Wish wish, Pace pace) {
        reach();
        var row = rows.get(wish.id());
        var submitted =
                row == null
                        ? Task.created(wish, now())
                        : row.task.submitted(wish, pace.minInterval(), now());
        rows.computeIfAbsent(wish.id(), _ -> new Row(rows.size(), submitted.task())).task =
                submitted.task();
        return CompletableFuture.completedFuture(
                new Admission.Accepted(submitted, left(submitted.task(), now())));
    }

    @Override
    public synchronized Claims claim(List<Appetite> appetites, boolean suspects) {
        reach();
        claims++;
        var claimed = new ArrayList<Claim>();
        var expired = new ArrayList<Task>();
        for (var appetite : appetites) {
            due(appetite.controller()).stream()
                    .limit(appetite.slots() + appetite.ahead())
                    .forEach(row -> claim(row, claimed, expired));
        }
        var next =
                appetites.stream()
                        .flatMap(appetite -> waiting(appetite.controller()).stream())
                        .map(row -> left(row.task, now()))
                        .min(Comparator.naturalOrder());
        return new Claims(claimed, expired, next.orElse(null));
    }

    private void claim(Row row, List<Claim> claimed, List<Task> expired) {
        if (row.task.missesDeadline(now())) {
            row.task = row.task.expired(TerminalReason.DEADLINE_EXCEEDED, now());
            expired.add(row.task);
            return;
        }
        var before = row.task;
        row.task = before.claimed(now());
        row.epoch++;
        var late = Duration.between(before.state().dueAt(), now());
        claimed.add(new Claim(row.number, row.epoch, before, row.task, late));
    }

    private List<Row> waiting(String controller) {
        return rows.values().stream()
                .filter(row -> row.task.id().controller().equals(controller))
                .filter(row -> row.task.state().dueAt() != null)
                .filter(row -> !(row.task.state() instanceof State.Queued(_, var leased) && leased))
                .sorted(Comparator.comparing(row -> row.task.state().dueAt()))
                .toList();
    }

    private List<Row> due(String controller) {
        return waiting(controller).stream()
                .filter(row -> !row.task.state().dueAt().isAfter(now()))
                .toList();
    }

    @Override
    public synchronized CompletableFuture<Optional<Settled>> settle(Settlement settlement) {
        if (away) {
            return CompletableFuture.failedFuture(new StoreAwayException("switched off", null));
        }
        var claim = settlement.claim();
        var row = rows.get(claim.task().id());
        if (row.epoch != claim.epoch() || row.task.state().kind() != Kind.RUNNING) {
            if (row.epoch == claim.epoch() && leased(row.task)) {
                row.task = row.task.freed(now());
            }
            return CompletableFuture.completedFuture(Optional.empty());
        }
        row.task =
                row.task
                        .begun(now().minus(settlement.took()))
                        .settled(settlement.verdict(), settlement.minInterval(), now());
        var outcome = Outcome.of(settlement.verdict(), row.task);
        return CompletableFuture.completedFuture(
                Optional.of(new Settled(row.task, outcome, left(row.task, now()))));
    }

    private static boolean leased(Task task) {
        return switch (task.state()) {
            case State.Queued(_, var leased) -> leased;
            case State.Cancelled(var leased) -> leased;
            default -> false;
        };
    }

    @Override
    public synchronized void giveBack(List<Claim> claims) {
        for (var claim : claims) {
            var row = rows.get(claim.task().id());
            if (leased(row.task)) {
                row.task = row.task.freed(now());
            } else if (row.task.state().kind() == Kind.RUNNING) {
                row.task = row.task.givenBack(claim.before(), now());
            }
        }
    }

    @Override
    public synchronized List<Claim> takeOver() {
        var taken = new ArrayList<Claim>();
        for (var row : rows.values()) {
            if (row.task.state().kind() == Kind.RUNNING) {
                row.epoch++;
                taken.add(new Claim(row.number, row.epoch, row.task, row.task, Duration.ZERO));
            }
        }
        return taken;
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
        return Optional.ofNullable(rows.get(id)).map(row -> new Stored(row.task, now(), List.of()));
    }

    @Override
    public Page list(Query query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Map<String, Tally> tallies() {
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
    public Map<String, Duration> oldestDueAges() {
        return Map.of();
    }

    @Override
    public Map<String, Long> ready(long cap) {
        return Map.of();
    }

    @Override
    public Pause pause(String controller, String by, String reason) {
        return pauses.computeIfAbsent(controller, _ -> new Pause(now(), by, reason));
    }

    @Override
    public boolean resume(String controller) {
        return pauses.remove(controller) != null;
    }

    @Override
    public Map<String, Pause> pauses() {
        reach();
        return Map.copyOf(pauses);
    }

    @Override
    public synchronized List<Task> expire(int limit) {
        var ended = new ArrayList<Task>();
        for (var row : rows.values()) {
            var leased = leased(row.task);
            if (row.task.state().dueAt() != null && !leased && row.task.missesDeadline(now())) {
                row.task = row.task.expired(TerminalReason.DEADLINE_EXCEEDED, now());
                ended.add(row.task);
            }
        }
        return ended;
    }

    @Override
    public List<Task> abandon(Duration after, int limit) {
        return List.of();
    }

    @Override
    public List<String> heartbeat(List<String> controllers) {
        return controllers;
    }

    @Override
    public int deleteEnded(String controller, Duration succeeded, Duration failedOrCancelled) {
        return 0;
    }

    @Override
    public int pullIn(String controller, Duration longest) {
        return 0;
    }

    @Override
    public void flush() {}

    @Override
    public boolean reachable() {
        return !away;
    }

    @Override
    public void close() {}
}
