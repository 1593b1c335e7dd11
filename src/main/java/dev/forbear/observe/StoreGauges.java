package dev.forbear.observe;

import dev.forbear.observe.StoreView.Facts;
import dev.forbear.task.Kind;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Gauges of what is in the store, read when they are asked for; all replicas show the same. Safe
 * for use by many threads.
 */
final class StoreGauges {

    private static final String SHARED =
            " Read from the store, each replica shows the same: aggregate with max by, never sum.";

    private final StoreView view;
    private final Consumer<String> counters;
    private final MultiGauge tasks;
    private final MultiGauge oldestDueAge;
    private final MultiGauge paused;
    private final MultiGauge orphaned;
    private final Optional<MultiGauge> depth;
    private Optional<Set<String>> shown = Optional.empty();

    /**
     * @param counters told of each controller that is shown, so that what is counted of it begins
     *     at 0 too: Prometheus sees no increase in a series that begins at a thousand, as that of
     *     tasks whose controller nobody has
     */
    StoreGauges(StoreView view, MeterRegistry registry, Consumer<String> counters) {
        this.view = view;
        this.counters = counters;
        tasks = gauge("forbear.tasks", "Tasks by state.").register(registry);
        oldestDueAge =
                gauge(
                                "forbear.oldest.due.age",
                                "How long the oldest due task has waited; 0 if none is due.")
                        .baseUnit("seconds")
                        .register(registry);
        paused = gauge("forbear.paused", "1 while the controller is paused.").register(registry);
        orphaned =
                gauge("forbear.orphaned.tasks", "Waiting tasks whose controller no live node has.")
                        .register(registry);
        depth =
                view.counted()
                        ? Optional.of(
                                MultiGauge.builder("workqueue.depth")
                                        .description(
                                                "Tasks that are due now and wait, counted up to"
                                                        + " 100,000; not those in backoff, nor"
                                                        + " those that run. One replica tells it,"
                                                        + " the others show 0.")
                                        .register(registry))
                        : Optional.empty();
        Gauge.builder("forbear.store.up", view, v -> v.up() ? 1 : 0)
                .description("1 if the store answers this replica.")
                .register(registry);
        refresh();
    }

    private static MultiGauge.Builder gauge(String name, String description) {
        return MultiGauge.builder(name).description(description + SHARED);
    }

    /**
     * Shows what there is to show now: with the store away nothing, since neither an old value nor
     * 0 would be true.
     */
    synchronized void refresh() {
        var names = view.facts().map(view::names);
        if (names.equals(shown)) {
            return;
        }
        shown = names.map(Set::copyOf);
        var all = names.orElse(Set.of());
        all.forEach(counters);
        tasks.register(all.stream().flatMap(this::byState).toList(), true);
        oldestDueAge.register(
                rows(all, (name, facts) -> facts.oldestDueAge(name).toNanos() / 1e9), true);
        paused.register(rows(all, (name, facts) -> facts.pauses().containsKey(name) ? 1 : 0), true);
        depth.ifPresent(
                gauge -> gauge.register(all.stream().<Row<?>>map(this::depthOf).toList(), true));
        orphaned.register(
                names.stream().<Row<?>>map(_ -> row(Tags.empty(), view::orphaned)).toList(), true);
    }

    private Stream<Row<?>> byState(String name) {
        return Arrays.stream(Kind.values())
                .map(kind ->
                        row(
                                Tags.of("controller", name, "state", kind.name()),
                                facts -> facts.tally(name).of(kind)));
    }

    private Row<?> depthOf(String name) {
        return row(
                Tags.of("name", name, "controller", name),
                facts -> facts.ready().getOrDefault(name, 0L));
    }

    private List<Row<?>> rows(Set<String> names, ToDoubleBiFunction<String, Facts> value) {
        return names.stream()
                .<Row<?>>map(name ->
                        row(Tags.of("controller", name), facts -> value.applyAsDouble(name, facts)))
                .toList();
    }

    private Row<?> row(Tags tags, ToDoubleFunction<Facts> value) {
        return Row.of(
                tags,
                () -> view.facts().map(facts -> value.applyAsDouble(facts)).orElse(Double.NaN));
    }
}
