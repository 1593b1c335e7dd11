package dev.forbear;

import dev.forbear.ForbearProperties.Defaults;
import dev.forbear.ForbearProperties.Overrides;
import dev.forbear.ForbearProperties.Retry;
import dev.forbear.ForbearProperties.RetryOverrides;
import dev.forbear.engine.Controller;
import dev.forbear.security.SecuritySettings;
import dev.forbear.targets.HttpSettings;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The properties, checked, and the values that hold for each controller. */
final class ForbearSettings {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.settings");

    /**
     * Above it the waits of two steps overlap: some second retries would come before some first.
     */
    private static final double JITTER_WITHOUT_OVERLAP = 1 / 3.0;

    private static final String HTTP = "forbear.http.";

    /** What built-in controllers have of their own, over the defaults and below their sections. */
    private static final Map<String, Overrides> BUILT_IN =
            Map.of("http", Overrides.ofRetry(RetryOverrides.ofMaxAttempts(100)));

    private final ForbearProperties properties;

    private final StoreChoice store;

    private ForbearSettings(ForbearProperties properties, StoreChoice store) {
        this.properties = properties;
        this.store = store;
    }

    /**
     * @param service whether this is the service, and not part of somebody's application
     * @throws StartRefusedException if any value is out of its bounds, or a name is unknown; all
     *     that are are named
     */
    static ForbearSettings checked(
            ForbearProperties properties, Environment environment, boolean service) {
        var store = new StoreChoice(environment, properties.datasource());
        var found = findings(properties, environment);
        found.addAll(store.findings(service));
        if (!found.isEmpty()) {
            throw new StartRefusedException(found);
        }
        return new ForbearSettings(properties, store);
    }

    /** A line for each name that is unknown and each value that is out of its bounds. */
    static List<String> findings(ForbearProperties properties, Environment environment) {
        var found = new ArrayList<>(new KnownProperties().findings(environment));
        check(found, properties);
        return found;
    }

    private static void check(List<String> found, ForbearProperties properties) {
        add(found, Bounds.SHUTDOWN_GRACE, "forbear.", properties.shutdownGrace());
        add(found, Bounds.LEASE, "forbear.", properties.lease());
        add(found, Bounds.POOL_SIZE, "forbear.", properties.datasource().poolSize());
        add(
                found,
                Bounds.UNKNOWN_CONTROLLER_AFTER,
                "forbear.",
                properties.unknownControllerAfter());
        check(found, properties.http());
        check(found, properties.security());
        var before = found.size();
        check(found, "forbear.defaults.", properties.defaults());
        if (found.size() == before) { // else each section would repeat what the defaults get wrong
            properties
                    .controllers()
                    .forEach((name, section) ->
                            check(
                                    found,
                                    "forbear.controllers." + name + ".",
                                    section.over(properties.defaults())));
        }
    }

    ForbearProperties properties() {
        return properties;
    }

    /** What the controller {@code http} is given. */
    HttpSettings http() {
        var masked = properties.security().maskedFields();
        return properties.http().settings(of("http").concurrency(), masked);
    }

    /** Where tasks are kept. */
    StoreChoice store() {
        return store;
    }

    private static void check(List<String> found, String section, Defaults values) {
        check(found, section, values.retry());
        add(found, Bounds.CONCURRENCY, section, values.concurrency());
        add(found, Bounds.ATTEMPT_TIMEOUT, section, values.attemptTimeout());
        add(found, Bounds.MIN_INTERVAL, section, values.minInterval());
        addIfSet(found, Bounds.BACKLOG_LIMIT, section, values.backlogLimit());
        add(found, Bounds.RETENTION_SUCCEEDED, section, values.retention().succeeded());
        add(found, Bounds.RETENTION_FAILED, section, values.retention().failed());
    }

    private static void check(List<String> found, String section, Retry retry) {
        add(found, Bounds.INITIAL_DELAY, section, retry.initialDelay());
        add(found, Bounds.MULTIPLIER, section, retry.multiplier());
        add(found, Bounds.MAX_DELAY, section, retry.maxDelay());
        add(found, Bounds.JITTER, section, retry.jitter());
        add(found, Bounds.MAX_ATTEMPTS, section, retry.maxAttempts());
        add(found, Bounds.MAX_RETRY_AFTER, section, retry.maxRetryAfter());
        found.addAll(ExceptionNames.findings(section, retry.notRetryable()));
        if (retry.initialDelay().compareTo(retry.maxDelay()) > 0) {
            found.add(
                    section
                            + "retry.initial-delay must not be longer than retry.max-delay, which"
                            + " is "
                            + Bounds.text(retry.maxDelay())
                            + ", was "
                            + Bounds.text(retry.initialDelay()));
        }
    }

    private static void check(List<String> found, ForbearProperties.Security security) {
        var masked = security.maskedFields();
        for (var i = 0; i < masked.size(); i++) {
            try {
                var _ = Pattern.compile(masked.get(i));
            } catch (PatternSyntaxException e) {
                found.add(
                        "forbear.security.masked-fields["
                                + i
                                + "] must be a regular expression, was \""
                                + masked.get(i)
                                + "\": "
                                + e.getDescription());
            }
        }
    }

    private static void check(List<String> found, HttpProperties http) {
        add(found, Bounds.CONNECT_TIMEOUT, HTTP, http.connectTimeout());
        addIfSet(found, Bounds.RESPONSE_TIMEOUT, HTTP, http.responseTimeout());
        add(found, Bounds.TIMEOUT, HTTP, http.timeout());
        addIfSet(found, Bounds.MAX_CONNECTIONS_PER_HOST, HTTP, http.maxConnectionsPerHost());
        addIfSet(found, Bounds.MAX_CONNECTIONS, HTTP, http.maxConnections());
        http.targets()
                .forEach((name, target) -> {
                    var section = HTTP + "targets." + name + ".";
                    addIfSet(found, Bounds.RESPONSE_TIMEOUT, section, target.responseTimeout());
                    addIfSet(found, Bounds.TIMEOUT, section, target.timeout());
                });
        found.addAll(http.settings(1, List.of()).findings());
    }

    private static void addIfSet(
            List<String> found, Bounds bounds, String section, @Nullable Object value) {
        if (value != null) {
            add(found, bounds, section, value);
        }
    }

    private static void add(List<String> found, Bounds bounds, String section, Object value) {
        var violation = bounds.violation(section, value);
        if (violation != null) {
            found.add(violation);
        }
    }

    /** The values that hold for the controller: its sections over the defaults. */
    Defaults of(String controller) {
        var values = properties.defaults();
        if (BUILT_IN.containsKey(controller)) {
            values = BUILT_IN.get(controller).over(values);
        }
        // the source that counts most comes first; an environment variable cannot hold a dash
        for (var section : sections(controller).reversed()) {
            values = section.over(values);
        }
        return values;
    }

    private List<Overrides> sections(String controller) {
        return properties.controllers().entrySet().stream()
                .filter(section -> plain(section.getKey()).equals(plain(controller)))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What the room {@code security} needs to know. */
    SecuritySettings security(boolean managementOnOwnPort, boolean standalone) {
        var keys = new TreeMap<String, SecuritySettings.Key>();
        properties
                .security()
                .keys()
                .forEach((name, key) ->
                        keys.put(name, new SecuritySettings.Key(key.sha256(), key.roles())));
        return new SecuritySettings(
                keys,
                properties.security().keysDir(),
                properties.security().openMetrics(),
                new SecuritySettings.Deployment(
                        properties.dataDir(), !store.isShared(), managementOnOwnPort, standalone));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Warns of what is legal and probably not meant. */
    void warn(Collection<Controller> controllers) {
        var names = controllers.stream().map(c -> plain(c.name())).toList();
        properties.controllers().keySet().stream()
                .filter(section -> !names.contains(plain(section)))
                .forEach(section ->
                        LOG.warn(
                                "forbear.controllers.{} is configured, but no controller of that"
                                        + " name is here; there are: {}",
                                section,
                                controllers.stream().map(Controller::name).sorted().toList()));
        if (properties.http().enabled()) {
            properties.http().warnings(of("http").concurrency()).forEach(LOG::warn);
        }
        for (var controller : controllers) {
            var jitter = controller.policy().jitter();
            if (jitter > JITTER_WITHOUT_OVERLAP) {
                LOG.warn(
                        "retry.jitter of controller {} is {}: above 0.33 the waits of successive"
                                + " attempts overlap",
                        controller.name(),
                        jitter);
            }
            ExceptionNames.warnings(controller.policy().notRetryable())
                    .forEach((name, why) ->
                            LOG.warn(
                                    "retry.not-retryable of controller {} names {}: {}",
                                    controller.name(),
                                    name,
                                    why));
        }
    }
}
