package dev.forbear.breaking;

import dev.forbear.breaking.check.FaultKind;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where the service keeps its tasks, as far as a run has to know. */
interface Store extends AutoCloseable {

    /** sqlite or postgresql. */
    String name();

    /** How many replicas share it. */
    int replicas();

    /** Zero where there is one process and no lease. */
    Duration lease();

    /** What the replica's environment says of the store. */
    Map<String, String> environment(String replica);

    /** How many tasks are in each state, as is kept and as they are. */
    Counts counts() throws Exception;

    /** The running task whose lease is over by most; nobody where there is none. */
    List<Overdue> overdue() throws Exception;

    /** What can be done to it, besides what is done to processes. */
    Map<FaultKind, Fault> faults(Records records);

    record Counts(Map<String, Long> told, Map<String, Long> counted) {}

    /**
     * @param by nanoseconds
     */
    record Overdue(String task, long by) {}

    @Override
    void close() throws IOException;
}
