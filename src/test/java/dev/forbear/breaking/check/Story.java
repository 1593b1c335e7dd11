package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The facts of one run in their order, and what follows from them. */
public final class Story {

    /** A process that goes on after its lease has run out needs so long to find that out. */
    private static final long TO_NOTICE = 3 * Time.SECOND;

    private final List<Fact> facts;
    private final Fact.Began began;
    private final Map<String, List<Call>> calls = new TreeMap<>();
    private final List<Spell> spells = new ArrayList<>();
    private final Map<String, Life> lives = new LinkedHashMap<>();
    private final Map<String, Fact.Left> left = new HashMap<>();
    private final Map<String, List<Operation>> operations = new HashMap<>();

    /** Something that an operator may have done to a key between two times. */
    private record Operation(String action, long from, long until) {}

    /**
     * @param facts in the order of their times; the first is that it began
     */
    public Story(List<Fact> facts) {
        this.facts = List.copyOf(facts);
        this.began = (Fact.Began) facts.getFirst();
        var ends = new HashMap<Long, Fact.CallEnded>();
        of(Fact.CallEnded.class).forEach(end -> ends.put(end.call(), end));
        of(Fact.CallBegun.class).forEach(begin -> add(begin, ends.get(begin.call())));
        var mended = new HashMap<Integer, Long>();
        of(Fact.Mended.class).forEach(end -> mended.put(end.number(), end.at()));
        of(Fact.Broken.class)
                .forEach(begin ->
                        spells.add(
                                new Spell(
                                        begin,
                                        mended.getOrDefault(begin.number(), Long.MAX_VALUE))));
        of(Fact.Started.class)
                .forEach(s -> lives.put(s.life(), new Life(s.life(), s.at(), Long.MAX_VALUE)));
        of(Fact.Gone.class).forEach(this::add);
        of(Fact.Left.class).forEach(task -> left.put(task.key(), task));
        of(Fact.Operated.class)
                .forEach(o -> add(o.key(), new Operation(o.action(), o.sentAt(), o.at())));
        of(Fact.Unclear.class)
                .forEach(u -> add(u.key(), new Operation(u.action(), u.sentAt(), Long.MAX_VALUE)));
    }

    private void add(String key, Operation operation) {
        operations.computeIfAbsent(key, _ -> new ArrayList<>()).add(operation);
    }

    private void add(Fact.CallBegun begin, Fact.CallEnded end) {
        calls.computeIfAbsent(begin.key(), _ -> new ArrayList<>())
                .add(
                        end == null
                                ? new Call(begin, Long.MAX_VALUE, 0)
                                : new Call(begin, end.at(), end.status()));
    }

    private void add(Fact.Gone gone) {
        var started = lives.containsKey(gone.life()) ? lives.get(gone.life()).started() : gone.at();
        lives.put(gone.life(), new Life(gone.life(), started, gone.at()));
    }

    public <F extends Fact> Stream<F> of(Class<F> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** The time of the last fact. */
    long last() {
        return facts.getLast().at();
    }

    Fact.Began began() {
        return began;
    }

    /** By key, each in the order of their begins. */
    Map<String, List<Call>> calls() {
        return calls;
    }

    List<Spell> spells() {
        return spells;
    }

    Collection<Life> lives() {
        return lives.values();
    }

    /** By key; empty if the end was not looked at. */
    Map<String, Fact.Left> left() {
        return left;
    }

    /** When the process was sent a signal of this kind; {@link Long#MAX_VALUE} if never. */
    long signalled(String life, FaultKind signal) {
        return spells.stream()
                .filter(spell -> spell.kind() == signal && spell.target().equals(life))
                .mapToLong(Spell::from)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** True if somebody may have done this to the key, acknowledged or not, in that time. */
    boolean operated(String action, String key, long begin, long end) {
        return operations.getOrDefault(key, List.of()).stream()
                .anyMatch(o -> o.action().equals(action) && o.from() <= end && o.until() >= begin);
    }

    /**
     * True if the call's process was frozen, or has just come to itself again, at that time, and
     * had been so long that its lease may have run out.
     */
    boolean lapsed(Call call, long at) {
        return freezes(call.life())
                .anyMatch(freeze ->
                        call.begun() <= end(freeze)
                                && Math.min(at, freeze.until()) - freeze.from() >= shortestLease()
                                && at <= end(freeze));
    }

    /**
     * True if its process made the call just after it had come to itself from a freeze of longer
     * than its lease.
     */
    boolean zombie(Call call) {
        return freezes(call.life())
                .anyMatch(freeze ->
                        freeze.until() - freeze.from() >= shortestLease()
                                && call.begun() >= freeze.from()
                                && call.begun() <= end(freeze));
    }

    private Stream<Spell> freezes(String life) {
        return began.lease() == 0
                ? Stream.empty()
                : spells.stream()
                        .filter(s -> s.kind() == FaultKind.FREEZE && s.target().equals(life));
    }

    private static long end(Spell freeze) {
        return freeze.until() == Long.MAX_VALUE ? Long.MAX_VALUE : freeze.until() + TO_NOTICE;
    }

    /** A lease is renewed when a third of it is over. */
    private long shortestLease() {
        return began.lease() / 3 * 2 - Time.SECOND;
    }
}
