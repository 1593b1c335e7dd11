package dev.forbear.engine;

import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;

import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list; null means any. Newest created first; FAILED: newest failure first; with a
 * key prefix: by key.
 *
 * @param limit 1 to 1,000
 * @param cursor from the page before
 */
public record Query(
        @Nullable String controller,
        @Nullable Kind state,
        @Nullable String lane,
        @Nullable TerminalReason reason,
        @Nullable String fingerprint,
        @Nullable String keyPrefix,
        int limit,
        @Nullable String cursor) {}
