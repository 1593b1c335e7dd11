package dev.forbear;

import dev.forbear.ForbearProperties.Defaults;
import dev.forbear.ForbearProperties.Retry;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds all that is wrong with the properties, each by itself and one beside the other. */
final class SettingsCheck {

    private static final String HTTP = "forbear.http.";

    private final List<String> found;

    private SettingsCheck(List<String> found) {
        this.found = found;
    }

    /** A line for each name that is unknown and each value that is out of its bounds. */
    static List<String> findings(ForbearProperties properties, Environment environment) {
        var found = new ArrayList<>(new KnownProperties().findings(environment));
        new SettingsCheck(found).check(properties);
        return found;
    }

    private void check(ForbearProperties properties) {
        add(Bounds.SHUTDOWN_GRACE, "forbear.", properties.shutdownGrace());
        add(Bounds.LEASE, "forbear.", properties.lease());
        add(Bounds.POOL_SIZE, "forbear.", properties.datasource().poolSize());
        add(Bounds.UNKNOWN_CONTROLLER_AFTER, "forbear.", properties.unknownControllerAfter());
        check(properties.http());
        check(properties.security());
        var before = found.size();
        check("forbear.defaults.", properties.defaults());
        if (found.size() == before) { // else each section would repeat what the defaults get wrong
            properties
                    .controllers()
                    .forEach((name, section) ->
                            check(
                                    "forbear.controllers." + name + ".",
                                    section.over(properties.defaults())));
        }
    }

    private void check(String section, Defaults values) {
        check(section, values.retry());
        add(Bounds.CONCURRENCY, section, values.concurrency());
        add(Bounds.ATTEMPT_TIMEOUT, section, values.attemptTimeout());
        add(Bounds.MIN_INTERVAL, section, values.minInterval());
        addIfSet(Bounds.BACKLOG_LIMIT, section, values.backlogLimit());
        add(Bounds.RETENTION_SUCCEEDED, section, values.retention().succeeded());
        add(Bounds.RETENTION_FAILED, section, values.retention().failed());
    }

    private void check(String section, Retry retry) {
        add(Bounds.INITIAL_DELAY, section, retry.initialDelay());
        add(Bounds.MULTIPLIER, section, retry.multiplier());
        add(Bounds.MAX_DELAY, section, retry.maxDelay());
        add(Bounds.JITTER, section, retry.jitter());
        add(Bounds.MAX_ATTEMPTS, section, retry.maxAttempts());
        add(Bounds.MAX_RETRY_AFTER, section, retry.maxRetryAfter());
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

    private void check(ForbearProperties.Security security) {
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

    private void check(HttpProperties http) {
        add(Bounds.CONNECT_TIMEOUT, HTTP, http.connectTimeout());
        addIfSet(Bounds.RESPONSE_TIMEOUT, HTTP, http.responseTimeout());
        add(Bounds.TIMEOUT, HTTP, http.timeout());
        addIfSet(Bounds.MAX_CONNECTIONS_PER_HOST, HTTP, http.maxConnectionsPerHost());
        addIfSet(Bounds.MAX_CONNECTIONS, HTTP, http.maxConnections());
        http.targets()
                .forEach((name, target) -> {
                    var section = HTTP + "targets." + name + ".";
                    addIfSet(Bounds.RESPONSE_TIMEOUT, section, target.responseTimeout());
                    addIfSet(Bounds.TIMEOUT, section, target.timeout());
                });
        found.addAll(http.settings(1, List.of()).findings());
    }

    private void addIfSet(Bounds bounds, String section, @Nullable Object value) {
        if (value != null) {
            add(bounds, section, value);
        }
    }

    private void add(Bounds bounds, String section, Object value) {
        var violation = bounds.violation(section, value);
        if (violation != null) {
            found.add(violation);
        }
    }
}
