package dev.forbear.store;

import dev.forbear.task.Task;

import java.time.Instant;
import java.util.List;

/**
 * What a pass has claimed, and ended instead.
 *
 * @param next the earliest due time that was left; Instant.MAX if none
 */
record Claimed(List<Pair> pairs, List<Task> expired, Instant next) {

    /** A row as it waited and as it was claimed. */
    record Pair(Row before, Row after) {}
}
