package dev.forbear.targets;

import dev.forbear.targets.Guard.Reach;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Where calls go and in what manner.
 *
 * @param where as messages name it: the target, or the URL's host
 * @param configured whether an operator chose it; else a caller did
 */
record Target(String where, boolean configured, Reach reach, Manner manner, Limits limits) {

    /**
     * What is configured of a target.
     *
     * @param headers names without regard to case
     * @param signing null: calls are not signed
     * @param retryOn statuses that are retried besides those that always are
     */
    record Manner(Map<String, String> headers, @Nullable Signing signing, Set<Integer> retryOn) {

        static final Manner PLAIN = new Manner(Map.of(), null, Set.of());

        /** Without the headers' values. */
        @Override
        public String toString() {
            return "headers " + headers.keySet();
        }
    }

    /**
     * @param response how long the receiver may be silent; null: as long as the call may take
     * @param call how long the call may take
     */
    record Limits(@Nullable Duration response, Duration call) {

        Duration silence() {
            return response == null || response.compareTo(call) > 0 ? call : response;
        }
    }

    Target at(WebUrl url) {
        return new Target(where, configured, reach.at(url), manner, limits);
    }

    Target within(@Nullable Duration time) {
        return time == null
                ? this
                : new Target(where, configured, reach, manner, new Limits(limits.response, time));
    }
}
