package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is configured of the controller {@code http}: {@code forbear.http.*}.
 *
 * @param allow what callers' URLs may reach, and what reserved addresses all targets may have
 * @param targets by name
 * @param maskedFields regular expressions of the names of members whose values no error repeats
 */
public record HttpSettings(
        List<String> allow,
        Times times,
        Connections connections,
        Map<String, Target> targets,
        List<String> maskedFields) {

    public HttpSettings {
        allow = List.copyOf(allow);
        targets = Map.copyOf(targets);
        maskedFields = List.copyOf(maskedFields);
    }

    /**
     * @param connect until a connection stands
     * @param response how long a receiver may be silent; null: as long as the call may take
     * @param call the whole call, from the look-up of the name to the last byte
     */
    public record Times(Duration connect, @Nullable Duration response, Duration call) {}

    /**
     * @param perHost the most to one address and port
     */
    public record Connections(int perHost, int inAll) {}

    /**
     * A receiver that tasks may name.
     *
     * @param secrets one or two of the form {@code whsec_…}; none: calls are not signed
     * @param headers are sent with each call and stand over the caller's
     * @param allow reserved addresses that this target may have
     * @param retryOn statuses that are retried besides those that always are
     * @param response null: as for all
     * @param call null: as for all
     */
    public record Target(
            @Nullable String url,
            List<String> secrets,
            Map<String, String> headers,
            List<String> allow,
            List<Integer> retryOn,
            @Nullable Duration response,
            @Nullable Duration call) {

        public Target {
            secrets = List.copyOf(secrets);
            headers = Map.copyOf(headers);
            allow = List.copyOf(allow);
            retryOn = List.copyOf(retryOn);
        }

        /** Without URL, secrets and the headers' values. */
        @Override
        public String toString() {
            return "Target[headers=" + headers.keySet() + ", allow=" + allow + "]";
        }
    }

    /**
     * What is wrong with the settings, a line each that names the property; empty if nothing is. No
     * line shows a secret, a header's value or a URL.
     */
    public List<String> findings() {
        return new HttpFindings().of(this);
    }
}
