package dev.forbear.store;

import dev.forbear.engine.Once;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an operation reads and writes through: rows of tasks and their tallies, in one transaction.
 * For the writer's thread.
 */
interface TaskRows {

    /** The store's time, the same for the whole transaction. */
    Instant now();

    /** Of one of the tasks that {@link Move#task} named. */
    @Nullable Row find(TaskId id) throws SQLException;

    /** One of the rows that {@link Move#held} named, as it is now. */
    @Nullable Row load(Held held) throws SQLException;

    void insert(Task task) throws SQLException;

    /** Writes what a move made of a row. */
    void update(Row before, Row after) throws SQLException;

    /**
     * Writes what a move made of a row that was claimed, unless it has moved since; returns whether
     * it is written. Spares reading it first.
     */
    boolean updateUnmoved(Row claimed, Row after) throws SQLException;

    /** How many tasks of the controller wait or run, this transaction's changes included. */
    long backlog(String controller) throws SQLException;

    /** Writes into the ring of a task's last attempts. */
    void record(PastAttempt attempt) throws SQLException;

    /** Counts failures; the values are those of the columns of {@code fingerprint}. */
    void sighted(List<Object[]> sightings) throws SQLException;

    /** What became of an earlier submission under the key, this transaction's included. */
    Optional<Once.Answer> answered(Once once) throws SQLException;

    /** Keeps what a submission came to. */
    void keep(Once once, Once.Answer.Again answer) throws SQLException;
}
