package dev.forbear.breaking.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls and acknowledgements of a key never go back to an older generation, and a generation is
 * called with the spec that it was acknowledged with.
 */
final class GenerationsInOrder implements Check {

    private record Piece(String key, long generation) {}

    @Override
    public List<String> violations(Story story) {
        var found = new ArrayList<String>();
        var works = new HashMap<Piece, Long>();
        var newest = new HashMap<String, Fact.Accepted>();
        story.of(Fact.Accepted.class)
                .forEach(accepted -> {
                    spec(accepted, works, found);
                    later(accepted, newest, found);
                });
        story.calls().values().forEach(calls -> look(story, calls, works, found));
        return found;
    }

    private static void spec(Fact.Accepted accepted, Map<Piece, Long> works, List<String> found) {
        var piece = new Piece(accepted.key(), accepted.generation());
        var before = works.putIfAbsent(piece, accepted.work());
        if (before != null && before != accepted.work()) {
            found.add(accepted + " has the generation of the spec " + before);
        }
    }

    /** Whoever sends after an answer is not answered with what was before it. */
    private static void later(
            Fact.Accepted accepted, Map<String, Fact.Accepted> newest, List<String> found) {
        var before = newest.get(accepted.key());
        if (before == null || accepted.generation() > before.generation()) {
            newest.put(accepted.key(), accepted);
        } else if (accepted.generation() < before.generation() && accepted.sentAt() > before.at()) {
            found.add(accepted + " goes back behind " + before);
        }
    }

    private static void look(
            Story story, List<Call> calls, Map<Piece, Long> works, List<String> found) {
        var newest = 0L;
        for (var call : calls) {
            if (call.generation() < newest && !story.zombie(call)) {
                found.add(call + " came after generation " + newest);
            }
            newest = Math.max(newest, call.generation());
            var work = works.get(new Piece(call.key(), call.generation()));
            if (work != null && work != call.begin().work()) {
                found.add(call + " has the spec " + call.begin().work() + ", not " + work);
            }
        }
    }
}
