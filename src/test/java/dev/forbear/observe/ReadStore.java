package dev.forbear.observe;

import dev.forbear.engine.Claim;
import dev.forbear.engine.Once;
import dev.forbear.engine.Query;
import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.Tally;
import dev.forbear.engine.TaskStore;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A store of which only what an operator sees can be read, and which can be away. */
final class ReadStore implements TaskStore {

    boolean away;
    boolean another;
    int reads;
    Runnable beforeAnswer = () -> {};
    final Map<String, Tally> tallies = new TreeMap<>();
    final Map<String, Duration> oldestDueAges = new TreeMap<>();
    final Map<String, Pause> pauses = new TreeMap<>();
    final Map<String, Long> ready = new TreeMap<>();

    private <T> T read(T value) {
        if (away) {
            throw new StoreAwayException("switched off by the test", null);
        }
        return value;
    }

    @Override
    public Map<String, Tally> tallies() {
        reads++;
        return read(Map.copyOf(tallies));
    }

    @Override
    public Map<String, Duration> oldestDueAges() {
        return read(Map.copyOf(oldestDueAges));
    }

    @Override
    public Map<String, Pause> pauses() {
        return read(Map.copyOf(pauses));
    }

    @Override
    public boolean speaksForAll() {
        return !another;
    }

    @Override
    public boolean reachable() {
        beforeAnswer.run();
        return !away;
    }

    @Override
    public Optional<Duration> lease() {
        return Optional.empty();
    }

    @Override
    public List<Claim> renew(List<Claim> held) {
        return List.of();
    }

    @Override
    public List<Claim> cancelled(List<Claim> held) {
        return List.of();
    }

    @Override
    public List<Rescued> rescue() {
        return List.of();
    }

    @Override
    public CompletableFuture<Admission> submit(Wish wish, Pace pace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Once.Answer> submitOnce(Wish wish, Pace pace, Once once) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Once.Answer> answered(Once once) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int deleteAnswered() {
        return 0;
    }

    @Override
    public Claims claim(List<Appetite> appetites, boolean suspects) {
        return new Claims(List.of(), List.of(), null);
    }

    @Override
    public CompletableFuture<Optional<Settled>> settle(Settlement settlement) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void giveBack(List<Claim> claims) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Change cancel(TaskId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Change retry(TaskId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Stored> find(TaskId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page list(Query query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Long> ready(long cap) {
        return read(Map.copyOf(ready));
    }

    @Override
    public Pause pause(String controller, String by, @Nullable String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean resume(String controller) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Task> expire(int limit) {
        return List.of();
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
    public void close() {}
}
