package dev.forbear.observe;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * Adds nothing to a scrape, but comes before Micrometer's meters in it: by then the store's gauges
 * show what there is, or are gone.
 */
@SuppressWarnings("NullAway") // the registry takes null for "nothing", its types do not say so
final class ScrapeHook implements Collector {

    private final StoreGauges gauges;

    ScrapeHook(StoreGauges gauges) {
        this.gauges = gauges;
    }

    @Override
    public @Nullable MetricSnapshot collect() {
        gauges.refresh();
        return null;
    }

    /** The inherited one asks what is collected for its name. */
    @Override
    public @Nullable MetricSnapshot collect(Predicate<String> included) {
        return collect();
    }

    /** As the other. */
    @Override
    public @Nullable MetricSnapshot collect(
            Predicate<String> included, PrometheusScrapeRequest request) {
        return collect();
    }
}
