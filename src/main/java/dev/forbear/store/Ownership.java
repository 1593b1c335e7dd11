package dev.forbear.store;

import java.time.Duration;

/**
 * Whose what is claimed becomes, and for how long.
 *
 * @param node this process's number
 */
record Ownership(long node, Duration lease) {}
