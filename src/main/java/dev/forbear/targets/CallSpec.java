package dev.forbear.targets;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A call that shall be made until it succeeds.
 *
 * @param target the name of a configured target; or else a URL
 * @param url where the configuration allows its host; or else a target
 * @param path below the target's
 * @param method POST unless given
 * @param headers to be sent with it
 * @param body any JSON; a string is sent as it is if there is a content-type header
 * @param timeout of the whole call; no longer than the controller's attempt-timeout
 */
@WellFormed
@JsonIgnoreProperties(ignoreUnknown = false)
record CallSpec(
        @Nullable String target,
        @Nullable String url,
        @Nullable String path,
        @Nullable String method,
        @Nullable Map<String, @Nullable String> headers,
        @Nullable Body body,
        @Nullable Duration timeout) {

    String verb() {
        return Objects.requireNonNullElse(method, "POST");
    }

    Map<String, @Nullable String> givenHeaders() {
        return headers == null ? Map.of() : headers;
    }

    /** Shows nothing that may be secret. */
    @Override
    public String toString() {
        return "a call of " + (target == null ? "a URL" : "the target " + target);
    }
}
