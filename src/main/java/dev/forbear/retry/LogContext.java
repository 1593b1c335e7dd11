package dev.forbear.retry;

import dev.forbear.engine.Claim;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import java.util.Map;

/**
 * Names the attempt in the lines that are logged inside it; when it is closed, nothing that the
 * controller put into the MDC is left for the thread's next attempt.
 */
final class LogContext implements AutoCloseable {

    private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

    LogContext(Claim claim, int limit) {
        MDC.put("forbear.controller", claim.controller());
        MDC.put("forbear.key", claim.task().id().key());
        MDC.put("forbear.generation", Long.toString(claim.generation()));
        MDC.put("forbear.attempt", claim.attempt() + "/" + limit);
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
