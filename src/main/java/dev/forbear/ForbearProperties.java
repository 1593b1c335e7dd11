package dev.forbear;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What can be configured. Bounds are checked by {@link ForbearSettings}, which is also what is
 * asked for a controller's values.
 *
 * @param defaults what holds for each controller unless its own section says otherwise
 * @param controllers a section for each controller that differs; names match without dashes and
 *     case
 * @param shutdownGrace how long running attempts may go on after SIGTERM before they are
 *     interrupted
 * @param lease how long a claim holds without being renewed, where several replicas share a store;
 *     on the embedded store the lock on the data-dir takes its place
 * @param dataDir holds the embedded store's files and the admin key
 * @param datasource the database that several replicas share
 * @param unknownControllerAfter how long a task waits for a controller that no live node has before
 *     it is FAILED
 */
@ConfigurationProperties("forbear")
record ForbearProperties(
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, Overrides> controllers,
        @DefaultValue("20s") Duration shutdownGrace,
        @DefaultValue("20s") Duration lease,
        @DefaultValue("./data") Path dataDir,
        @NestedConfigurationProperty @DefaultValue DatasourceProperties datasource,
        @DefaultValue("7d") Duration unknownControllerAfter,
        @DefaultValue Security security,
        @DefaultValue Metrics metrics,
        @NestedConfigurationProperty @DefaultValue HttpProperties http,
        @DefaultValue Demo demo) {

    /**
     * @param concurrency attempts of a controller at a time in one process
     * @param attemptTimeout after which an attempt is interrupted
     * @param minInterval the least time between two starts of one key
     * @param backlogLimit how many tasks of a controller may be QUEUED, RUNNING or BACKING_OFF;
     *     none if not set
     */
    record Defaults(
            @DefaultValue Retry retry,
            @DefaultValue("16") int concurrency,
            @DefaultValue("1m") Duration attemptTimeout,
            @DefaultValue("100ms") Duration minInterval,
            @Nullable Long backlogLimit,
            @DefaultValue Retention retention) {}

    /**
     * @param initialDelay the wait after the first failure
     * @param multiplier by which the wait grows with each further failure
     * @param maxDelay the longest wait
     * @param jitter how far a wait is spread, as a share of it
     * @param maxAttempts attempts of one generation, the first one included
     * @param maxRetryAfter the longest wait that a server's hint can ask for
     * @param notRetryable names of exception classes that end a task at once
     */
    record Retry(
            @DefaultValue("1s") Duration initialDelay,
            @DefaultValue("2") double multiplier,
            @DefaultValue("60s") Duration maxDelay,
            @DefaultValue("0.25") double jitter,
            @DefaultValue("10") int maxAttempts,
            @DefaultValue("15m") Duration maxRetryAfter,
            @DefaultValue List<String> notRetryable) {}

    /**
     * @param succeeded how long SUCCEEDED tasks are kept
     * @param failed how long FAILED and CANCELLED tasks are kept
     */
    record Retention(
            @DefaultValue("1h") Duration succeeded, @DefaultValue("30d") Duration failed) {}

    /** As {@link Defaults}; what is not set is the default's. */
    record Overrides(
            @Nullable RetryOverrides retry,
            @Nullable Integer concurrency,
            @Nullable Duration attemptTimeout,
            @Nullable Duration minInterval,
            @Nullable Long backlogLimit,
            @Nullable RetentionOverrides retention) {

        static Overrides ofRetry(RetryOverrides retry) {
            return new Overrides(retry, null, null, null, null, null);
        }

        Defaults over(Defaults base) {
            return new Defaults(
                    retry == null ? base.retry : retry.over(base.retry),
                    or(concurrency, base.concurrency),
                    or(attemptTimeout, base.attemptTimeout),
                    or(minInterval, base.minInterval),
                    backlogLimit == null ? base.backlogLimit : backlogLimit,
                    retention == null ? base.retention : retention.over(base.retention));
        }
    }

    /** As {@link Retry}; what is not set is the default's. */
    record RetryOverrides(
            @Nullable Duration initialDelay,
            @Nullable Double multiplier,
            @Nullable Duration maxDelay,
            @Nullable Double jitter,
            @Nullable Integer maxAttempts,
            @Nullable Duration maxRetryAfter,
            @Nullable List<String> notRetryable) {

        static RetryOverrides ofMaxAttempts(int maxAttempts) {
            return new RetryOverrides(null, null, null, null, maxAttempts, null, null);
        }

        Retry over(Retry base) {
            return new Retry(
                    or(initialDelay, base.initialDelay),
                    or(multiplier, base.multiplier),
                    or(maxDelay, base.maxDelay),
                    or(jitter, base.jitter),
                    or(maxAttempts, base.maxAttempts),
                    or(maxRetryAfter, base.maxRetryAfter),
                    or(notRetryable, base.notRetryable));
        }
    }

    /** As {@link Retention}; what is not set is the default's. */
    record RetentionOverrides(@Nullable Duration succeeded, @Nullable Duration failed) {

        Retention over(Retention base) {
            return new Retention(or(succeeded, base.succeeded), or(failed, base.failed));
        }
    }

    /**
     * @param keys a section for each key that may call: its SHA-256 and its roles
     * @param keysDir a folder with a file for each key, re-read when it changes
     * @param openMetrics opens the scrape without a key, only on a management port of its own
     * @param maskedFields regular expressions; who may only read sees *** for the members of a spec
     *     whose names match one somewhere (case does not count), and for the queries of its URLs
     *     and paths; everybody where an error repeats them, the log included; empty: nothing is
     *     masked
     */
    record Security(
            @DefaultValue Map<String, Key> keys,
            @Nullable Path keysDir,
            @DefaultValue("false") boolean openMetrics,
            @DefaultValue({
                        "authorization",
                        "cookie",
                        "passw",
                        "pwd",
                        "passphrase",
                        "secret",
                        "token",
                        "api[-_]?key",
                        "access[-_]?key",
                        "private[-_]?key",
                        "credential"
                    })
                    List<String> maskedFields) {}

    /**
     * @param sha256 the key's SHA-256 in hex; not set for a key whose file stands in keys-dir
     * @param roles viewer, submitter, operator, metrics, admin
     */
    record Key(@Nullable String sha256, @DefaultValue List<String> roles) {}

    /**
     * @param controllerRuntime whether the metrics are also there by the names that
     *     controller-runtime and client-go have for them
     */
    record Metrics(@DefaultValue("true") boolean controllerRuntime) {}

    /**
     * @param enabled whether there is the controller {@code demo}
     */
    record Demo(@DefaultValue("false") boolean enabled) {}

    private static <T> T or(@Nullable T own, T base) {
        return own == null ? base : own;
    }
}
