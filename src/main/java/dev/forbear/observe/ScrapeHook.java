package dev.forbear.observe;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

import org.jspecify.annotations.Nullable;

/**
 * Adds nothing to a scrape, but comes before Micrometer's meters in it: by then the store's gauges
 * show what there is, or are gone.
 */
final class ScrapeHook implements Collector {

    private final StoreGauges gauges;

    ScrapeHook(StoreGauges gauges) {
        this.gauges = gauges;
    }

    @Override
    @SuppressWarnings("NullAway") // the registry takes null for "nothing", its type does not say so
    public @Nullable MetricSnapshot collect() {
        gauges.refresh();
        return null;
    }
}
