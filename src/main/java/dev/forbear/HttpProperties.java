package dev.forbear;

import dev.forbear.targets.HttpSettings;
import dev.forbear.targets.HttpSettings.Connections;
import dev.forbear.targets.HttpSettings.Times;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * What can be configured of the controller {@code http}.
 *
 * @param enabled whether there is the controller http
 * @param allow what callers' URLs may reach: hosts (api.example.com, *.example.com, *) and
 *     addresses or ranges, also reserved ones (10.0.0.0/8), each with a port if need be (:8443);
 *     addresses and ranges hold for targets too
 * @param connectTimeout until a connection stands
 * @param responseTimeout how long a receiver may be silent; as long as the call may take if not set
 * @param timeout the whole call, from the look-up of the name to the last byte, unless its spec
 *     says otherwise; attempt-timeout cuts it short
 * @param maxConnections the most connections in all; 256 if not set, or as many as the controller's
 *     concurrency or max-connections-per-host if that is more
 * @param maxConnectionsPerHost the most connections to one address and port; 64 if not set, or as
 *     many as the controller's concurrency if that is more, but no more than max-connections
 * @param targets a section for each receiver that tasks may name; names match without dashes and
 *     case
 */
record HttpProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> allow,
        @DefaultValue("5s") Duration connectTimeout,
        @Nullable Duration responseTimeout,
        @DefaultValue("30s") Duration timeout,
        @Nullable Integer maxConnections,
        @Nullable Integer maxConnectionsPerHost,
        @DefaultValue Map<String, Target> targets) {

    /**
     * @param url where it is; a task may give a path below it
     * @param secret signs the calls by Standard Webhooks (whsec_ and base64); two while one is
     *     being replaced, the new one first
     * @param headers are sent with each call and stand over the task's
     * @param allow addresses or ranges (10.0.0.0/8) that its host may have although they are not of
     *     the internet
     * @param retryOn statuses that are retried besides 408, 409, 423, 425, 429 and 5xx
     * @param responseTimeout how long it may be silent; forbear.http.response-timeout if not set
     * @param timeout the whole call; forbear.http.timeout if not set
     */
    record Target(
            @Nullable String url,
            @DefaultValue List<String> secret,
            @DefaultValue Map<String, String> headers,
            @DefaultValue List<String> allow,
            @DefaultValue List<Integer> retryOn,
            @Nullable Duration responseTimeout,
            @Nullable Duration timeout) {

        /** What this one leaves open is the other's. */
        private Target over(Target other) {
            return new Target(
                    url == null ? other.url : url,
                    secret.isEmpty() ? other.secret : secret,
                    together(headers, other.headers),
                    allow.isEmpty() ? other.allow : allow,
                    retryOn.isEmpty() ? other.retryOn : retryOn,
                    responseTimeout == null ? other.responseTimeout : responseTimeout,
                    timeout == null ? other.timeout : timeout);
        }

        private static Map<String, String> together(
                Map<String, String> first, Map<String, String> second) {
            var all = new LinkedHashMap<>(first);
            second.forEach(all::putIfAbsent);
            return all;
        }

        private Map<String, String> dashedHeaders() {
            var dashed = new LinkedHashMap<String, String>();
            headers.forEach((name, value) -> dashed.putIfAbsent(dashed(name), value));
            return dashed;
        }

        /** What a variable calls X_API_KEY is read as x.api.key; [X.Api.Key] was meant so. */
        private static String dashed(String header) {
            return header.equals(header.toLowerCase(Locale.ROOT))
                    ? header.replace('.', '-')
                    : header;
        }

        private HttpSettings.Target settings() {
            return new HttpSettings.Target(
                    url,
                    secret,
                    merged(dashedHeaders(), (first, _) -> first),
                    allow,
                    retryOn,
                    responseTimeout,
                    timeout);
        }

        /** Without URL, secrets and the headers' values. */
        @Override
        public String toString() {
            return "Target[headers=" + headers.keySet() + ", allow=" + allow + "]";
        }
    }

    private static final int CONNECTIONS = 256;
    private static final int CONNECTIONS_PER_HOST = 64;

    /**
     * @param concurrency of the controller: unless they are set, there are connections for all its
     *     attempts
     * @param maskedFields those of {@code forbear.security}
     */
    HttpSettings settings(int concurrency, List<String> maskedFields) {
        var settings = new LinkedHashMap<String, HttpSettings.Target>();
        merged(targets, Target::over)
                .forEach((name, target) ->
                        settings.put(name.toLowerCase(Locale.ROOT), target.settings()));
        return new HttpSettings(
                allow,
                new Times(connectTimeout, responseTimeout, timeout),
                connections(concurrency),
                settings,
                maskedFields);
    }

    private Connections connections(int concurrency) {
        var most = Math.max(CONNECTIONS, concurrency);
        if (maxConnectionsPerHost != null) {
            most = Math.max(most, maxConnectionsPerHost);
        }
        var inAll = maxConnections == null ? most : maxConnections;
        var usual = Math.min(inAll, Math.max(CONNECTIONS_PER_HOST, concurrency));
        return new Connections(
                maxConnectionsPerHost == null ? usual : maxConnectionsPerHost, inAll);
    }

    /**
     * What is legal and probably not meant: attempts that wait for a connection fail if they get
     * none in time.
     */
    List<String> warnings(int concurrency) {
        var warnings = new ArrayList<String>();
        var few = connections(concurrency);
        if (few.perHost() < concurrency) {
            warnings.add(few("max-connections-per-host", few.perHost(), concurrency));
        }
        if (few.inAll() < concurrency) {
            warnings.add(few("max-connections", few.inAll(), concurrency));
        }
        return warnings;
    }

    private static String few(String property, int connections, int concurrency) {
        return "forbear.http."
                + property
                + " is "
                + connections
                + " and forbear.controllers.http.concurrency "
                + concurrency
                + ": attempts beyond wait for a connection, and fail after"
                + " forbear.http.connect-timeout";
    }

    /**
     * A secret comes in a variable, whose name has no dashes, and the rest of its target in a file:
     * they are one, and so are two names of a header. What counts most comes first.
     */
    private static <V> Map<String, V> merged(Map<String, V> given, BinaryOperator<V> over) {
        var names = new LinkedHashMap<String, String>();
        var merged = new LinkedHashMap<String, V>();
        given.forEach((name, value) -> {
            var plain = name.toLowerCase(Locale.ROOT).replace("-", "");
            names.merge(plain, name, (one, other) -> one.length() <= other.length() ? other : one);
            merged.merge(plain, value, over);
        });
        var named = new LinkedHashMap<String, V>();
        merged.forEach((plain, value) -> named.put(names.getOrDefault(plain, plain), value));
        return named;
    }
}
