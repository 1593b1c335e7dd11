package dev.forbear.breaking;

import dev.forbear.breaking.Submitter.Identity;
import dev.forbear.breaking.check.Fact;
import dev.forbear.breaking.check.FaultKind;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One run on one store: replicas, callers and a receiver, faults, and a look at what is left. */
final class Run implements AutoCloseable {

    private static final int SUBMITTERS = 6;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration TO_DRAIN = Duration.ofMinutes(15);

    /** The longest call and the longest wait between two are over by then. */
    private static final Duration TO_MOVE = Duration.ofMinutes(1);

    static final Duration INITIAL_DELAY = Duration.ofMillis(200);
    static final Duration MAX_DELAY = Duration.ofSeconds(5);
    private static final double JITTER = 0.25;

    private final Store store;
    private final long seed;
    private final Records records;
    private final Receiver receiver;
    private final Api api = new Api();
    private final List<Replica> replicas = new ArrayList<>();
    private final Map<FaultKind, Fault> faults = new EnumMap<>(FaultKind.class);

    private Run(Store store, Path folder, long seed) throws Exception {
        this.store = store;
        this.seed = seed;
        this.records = new Records(folder.resolve("records.ndjson"));
        records.add(now ->
                new Fact.Began(
                        now,
                        store.name(),
                        seed,
                        store.lease().toNanos(),
                        INITIAL_DELAY.toNanos(),
                        MAX_DELAY.toNanos(),
                        JITTER));
        this.receiver = new Receiver(records);
        var launches = new Launches(folder, store, receiver.url());
        for (var i = 0; i < store.replicas(); i++) {
            var name = String.valueOf((char) ('a' + i));
            replicas.add(new Replica(name, launches.clock(name), records, api, launches::of));
        }
        faults.putAll(ProcessFaults.all());
        faults.putAll(store.faults(records));
    }

    static Run on(String store, Path folder, long seed) throws Exception {
        return new Run(
                switch (store) {
                    case "sqlite" -> new SqliteStore(folder.resolve("data-a"));
                    case "postgresql" -> new PostgresStore(folder);
                    default -> throw new IllegalArgumentException("no such store: " + store);
                },
                folder,
                seed);
    }

    /** Breaks it for so long; returns what was seen from the begin to the end. */
    List<Fact> broken(Duration time) throws Exception {
        CompletableFuture.allOf(
                        replicas.stream()
                                .map(r -> CompletableFuture.runAsync(() -> ProcessFaults.start(r)))
                                .toArray(CompletableFuture<?>[]::new))
                .join();
        var auditor = Thread.ofPlatform().name("auditor").start(this::audit);
        var submitters = submitters();
        var threads = submitters.stream().map(s -> Thread.ofPlatform().start(s)).toList();
        var plan = new Plan(kinds(), replicas.size(), store.lease(), seed);
        new Breaker(records, replicas, faults, plan).run(time);
        submitters.forEach(Submitter::stop);
        for (var thread : threads) {
            thread.join();
        }
        drain();
        look();
        auditor.interrupt();
        auditor.join();
        terminate();
        count();
        return records.all();
    }

    private List<FaultKind> kinds() {
        return FaultKind.of(store.name()).stream().filter(faults::containsKey).toList();
    }

    private List<Submitter> submitters() {
        var submitters = new ArrayList<Submitter>();
        for (var i = 1; i <= SUBMITTERS; i++) {
            var choice = new Random(seed + i);
            var longest = (int) Math.max(4_000, store.lease().toMillis() * 3 / 2);
            submitters.add(
                    new Submitter(
                            api, records, () -> any(choice), longest, new Identity(i, seed - i)));
        }
        return submitters;
    }

    /** Whoever it is: callers do not know who is well. */
    private URI any(Random choice) {
        var replica = replicas.get(choice.nextInt(replicas.size()));
        return replica.address().orElse(URI.create("http://127.0.0.1:1"));
    }

    private void audit() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                for (var overdue : store.overdue()) {
                    records.add(now -> new Fact.Overdue(now, overdue.by(), overdue.task()));
                }
                if (store.lease().isPositive()) {
                    count();
                }
            } catch (Exception e) {
                // a store that is away can be asked nothing
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private void count() throws Exception {
        var counts = store.counts();
        records.add(
                now -> new Fact.Counted(now, "the table tally", counts.told(), counts.counted()));
    }

    /** Waits until nothing waits, or nothing moves any more. */
    private void drain() throws IOException, InterruptedException {
        var begun = System.nanoTime();
        var moved = begun;
        Map<String, Long> before = Map.of();
        while (System.nanoTime() - begun < TO_DRAIN.toNanos()
                && System.nanoTime() - moved < TO_MOVE.toNanos()) {
            var counts = api.counts(address(replicas.getFirst()));
            if (counts.get("QUEUED") + counts.get("RUNNING") + counts.get("BACKING_OFF") == 0) {
                return;
            }
            moved = counts.equals(before) ? moved : System.nanoTime();
            before = counts;
            Pause.of(Duration.ofMillis(250));
        }
    }

    private static URI address(Replica replica) {
        return replica.address().orElseThrow(() -> new IllegalStateException(replica.name()));
    }

    /** Reads every task, and what each replica says of how many there are. */
    private void look() throws IOException, InterruptedException {
        var left = api.tasks(address(replicas.getLast())).stream().map(Lefts::of).toList();
        left.forEach(task -> records.add(task::at));
        var counted = Lefts.counts(left);
        for (var replica : replicas) {
            var told = api.counts(address(replica));
            records.add(now -> new Fact.Counted(now, replica.life(), told, counted));
        }
    }

    private void terminate() throws InterruptedException {
        for (var replica : replicas) {
            records.add(now ->
                    new Fact.Broken(
                            now,
                            -1 - replicas.indexOf(replica),
                            FaultKind.TERMINATE,
                            replica.life(),
                            "the end"));
            replica.signal("TERM");
        }
        for (var replica : replicas) {
            replica.awaitEnd();
        }
    }

    @Override
    public void close() throws IOException {
        replicas.forEach(Replica::destroy);
        receiver.close();
        api.close();
        store.close();
        records.close();
    }
}
