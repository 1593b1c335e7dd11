package dev.forbear.breaking.check;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.util.List;
import java.util.Map;

/**
 * One thing that was seen from outside. Times are nanoseconds of one monotonic clock, the
 * harness's, since its begin.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "fact")
@JsonSubTypes({
    @JsonSubTypes.Type(Fact.Began.class),
    @JsonSubTypes.Type(Fact.Started.class),
    @JsonSubTypes.Type(Fact.Gone.class),
    @JsonSubTypes.Type(Fact.Broken.class),
    @JsonSubTypes.Type(Fact.Mended.class),
    @JsonSubTypes.Type(Fact.Accepted.class),
    @JsonSubTypes.Type(Fact.Operated.class),
    @JsonSubTypes.Type(Fact.Unclear.class),
    @JsonSubTypes.Type(Fact.Refused.class),
    @JsonSubTypes.Type(Fact.CallBegun.class),
    @JsonSubTypes.Type(Fact.CallEnded.class),
    @JsonSubTypes.Type(Fact.Overdue.class),
    @JsonSubTypes.Type(Fact.Counted.class),
    @JsonSubTypes.Type(Fact.Left.class)
})
public sealed interface Fact {

    long at();

    /**
     * @param lease nanoseconds; 0 where there is one process and no lease
     * @param initialDelay nanoseconds, as are the others
     */
    record Began(
            long at,
            String store,
            long seed,
            long lease,
            long initialDelay,
            long maxDelay,
            double jitter)
            implements Fact {}

    /** A process answers. Its name is its replica's and a number, as in {@code b-3}. */
    record Started(long at, String life) implements Fact {}

    /** A process has ended. */
    record Gone(long at, String life) implements Fact {}

    /**
     * A fault begins.
     *
     * @param target the process it is done to, or {@code store}
     */
    record Broken(long at, int number, FaultKind kind, String target, String how) implements Fact {}

    /** A fault is over: what it stopped works again. */
    record Mended(long at, int number) implements Fact {}

    /**
     * A submission was acknowledged.
     *
     * @param uid empty if the answer did not tell it
     * @param work names the spec
     */
    record Accepted(
            long at, long sentAt, String key, String uid, long generation, String effect, long work)
            implements Fact {}

    /**
     * An operator's call was acknowledged.
     *
     * @param action cancel or retry
     */
    record Operated(long at, long sentAt, String action, String key, long generation)
            implements Fact {}

    /**
     * Nobody knows what became of a call to the API.
     *
     * @param action submit, cancel or retry
     */
    record Unclear(long at, long sentAt, String action, String key, String why) implements Fact {}

    /**
     * The API would not do it, and nothing has changed.
     *
     * @param status 0 if nobody was there to connect to
     */
    record Refused(long at, String action, String key, int status) implements Fact {}

    /**
     * A call of a controller has come whole.
     *
     * @param life the process that made it
     */
    record CallBegun(
            long at,
            long call,
            String key,
            String uid,
            long generation,
            int attempt,
            int maxAttempts,
            String life,
            long work)
            implements Fact {}

    /**
     * A call was answered, or its caller has hung up.
     *
     * @param status 0 if the caller hung up first
     */
    record CallEnded(long at, long call, int status) implements Fact {}

    /**
     * How long ago the lease of some running task was over.
     *
     * @param by nanoseconds, of the one that is most overdue
     */
    record Overdue(long at, long by, String task) implements Fact {}

    /** How many tasks are in each state, as somebody says and as they are when they are counted. */
    record Counted(long at, String by, Map<String, Long> told, Map<String, Long> counted)
            implements Fact {}

    /** A task as it is at the end. */
    record Left(
            long at,
            String key,
            String uid,
            long generation,
            String state,
            String reason,
            int attempts,
            int maxAttempts,
            List<Past> history)
            implements Fact {}

    /** A line of a task's history. */
    record Past(long generation, int attempt, String outcome) {}
}
