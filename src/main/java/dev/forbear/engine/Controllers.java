package dev.forbear.engine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which controllers there are: those of this process, and the names that live nodes have. Safe for
 * many threads.
 */
public final class Controllers {

    private final Map<String, Controller> here;
    private volatile Set<String> elsewhere = Set.of();

    /**
     * @throws IllegalStateException if two have the same name
     */
    public Controllers(Collection<Controller> here) {
        var byName = new TreeMap<String, Controller>();
        for (var controller : here) {
            if (byName.put(controller.name(), controller) != null) {
                throw new IllegalStateException("two controllers are named " + controller.name());
            }
        }
        this.here = byName;
    }

    public Optional<Controller> find(String name) {
        return Optional.ofNullable(here.get(name));
    }

    public List<Controller> here() {
        return List.copyOf(here.values());
    }

    /** The names of all controllers that a live node has, this process's included, in order. */
    public Set<String> live() {
        var names = new TreeSet<>(here.keySet());
        names.addAll(elsewhere);
        return names;
    }

    public boolean isLive(String name) {
        return here.containsKey(name) || elsewhere.contains(name);
    }

    void seen(Collection<String> live) {
        elsewhere = Set.copyOf(live);
    }

    /** All names that have a live node or a row in the given map, in order. */
    public Set<String> known(Map<String, ?> tallies) {
        return Stream.concat(live().stream(), tallies.keySet().stream())
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }
}
