package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Records of a run that never was, written by hand: of two replicas, a and b, whose first processes
 * start at once. Times are in seconds.
 */
final class Scene {

    private static final String UID = "01a21858-122b-78c9-89c5-3a499c395a70";
    private static final int LIMIT = 3;

    private final List<Fact> facts = new ArrayList<>();
    private int number;

    private Scene(String store, double lease) {
        facts.add(new Fact.Began(0, store, 1, nanos(lease), nanos(1), nanos(60), 0.25));
        facts.add(new Fact.Started(0, "a-1"));
        facts.add(new Fact.Started(0, "b-1"));
    }

    /** With leases of 10 s. */
    static Scene shared() {
        return new Scene("postgresql", 10);
    }

    static Scene embedded() {
        return new Scene("sqlite", 0);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * Time.SECOND);
    }

    Story story() {
        facts.sort(Comparator.comparingLong(Fact::at));
        return new Story(facts);
    }

    Scene accepted(double at, String key, long generation, long work) {
        return with(
                new Fact.Accepted(
                        nanos(at), nanos(at - 0.01), key, UID, generation, "created", work));
    }

    Scene operated(double at, String action, String key, long generation) {
        return with(new Fact.Operated(nanos(at), nanos(at - 0.01), action, key, generation));
    }

    /** A call of spec 1. */
    Scene call(String life, String attempt, double begun, double ended, int status) {
        return call(life, attempt, begun, ended, status, 1);
    }

    /**
     * @param attempt key/generation.number
     * @param status 0: cut off
     */
    Scene call(String life, String attempt, double begun, double ended, int status, long work) {
        var part = attempt.split("[/.]", -1);
        var me = ++number;
        with(
                new Fact.CallBegun(
                        nanos(begun),
                        me,
                        part[0],
                        UID,
                        Long.parseLong(part[1]),
                        Integer.parseInt(part[2]),
                        LIMIT,
                        life,
                        work));
        return with(new Fact.CallEnded(nanos(ended), me, status));
    }

    Scene fault(FaultKind kind, String target, double from, double until) {
        var me = ++number;
        with(new Fact.Broken(nanos(from), me, kind, target, ""));
        return with(new Fact.Mended(nanos(until), me));
    }

    /** Killed, and seen to be gone. */
    Scene killed(String life, double at) {
        return fault(FaultKind.KILL, life, at, at + 5).gone(life, at + 0.01);
    }

    Scene terminated(String life, double at) {
        return fault(FaultKind.TERMINATE, life, at, at + 5).gone(life, at + 3);
    }

    Scene gone(String life, double at) {
        return with(new Fact.Gone(nanos(at), life));
    }

    /**
     * A task at the end.
     *
     * @param end its state, and where it failed the reason
     * @param history each generation.number outcome
     */
    Scene left(String key, long generation, String end, String... history) {
        var part = end.split(" ", 2);
        return with(
                new Fact.Left(
                        nanos(1_000),
                        key,
                        UID,
                        generation,
                        part[0],
                        part.length == 1 ? "" : part[1],
                        LIMIT,
                        LIMIT,
                        Arrays.stream(history).map(Scene::past).toList()));
    }

    private static Fact.Past past(String line) {
        var part = line.split("[. ]", -1);
        return new Fact.Past(Long.parseLong(part[0]), Integer.parseInt(part[1]), part[2]);
    }

    Scene overdue(double at, double by) {
        return with(new Fact.Overdue(nanos(at), nanos(by), "k"));
    }

    Scene counted(long told, long counted) {
        return with(
                new Fact.Counted(
                        nanos(1_000), "a-1", Map.of("FAILED", told), Map.of("FAILED", counted)));
    }

    Scene with(Fact fact) {
        facts.add(fact);
        return this;
    }
}
