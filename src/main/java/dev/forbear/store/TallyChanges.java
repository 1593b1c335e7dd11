package dev.forbear.store;

import dev.forbear.task.Kind;
import dev.forbear.task.Task;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** By how much a transaction changes the number of tasks in each state. For one thread. */
final class TallyChanges {

    private final SortedMap<String, long[]> changes = new TreeMap<>();

    /**
     * @param state its code
     */
    record Change(String controller, int state, long by) {}

    /** A number for each state. */
    static long[] none() {
        return new long[Kind.values().length];
    }

    private long[] of(String controller) {
        return changes.computeIfAbsent(controller, _ -> none());
    }

    void created(Task task) {
        of(task.id().controller())[task.state().kind().code()]++;
    }

    void moved(Task before, Task after) {
        var change = of(before.id().controller());
        change[before.state().kind().code()]--;
        change[after.state().kind().code()]++;
    }

    void deleted(String controller, Kind kind, long count) {
        of(controller)[kind.code()] -= count;
    }

    long of(String controller, Kind kind) {
        var change = changes.get(controller);
        return change == null ? 0 : change[kind.code()];
    }

    /** Those that are not zero, by controller and state. */
    List<Change> all() {
        var all = new ArrayList<Change>();
        changes.forEach((controller, by) -> {
            for (var state = 0; state < by.length; state++) {
                if (by[state] != 0) {
                    all.add(new Change(controller, state, by[state]));
                }
            }
        });
        return all;
    }

    void clear() {
        changes.clear();
    }
}
