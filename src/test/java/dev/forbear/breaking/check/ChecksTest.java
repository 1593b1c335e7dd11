package dev.forbear.breaking.check;

import static dev.forbear.breaking.check.FaultKind.CLOCK_APART;
import static dev.forbear.breaking.check.FaultKind.FREEZE;
import static dev.forbear.breaking.check.FaultKind.SERVER_KILLED;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds each check to violations that are planted for it, and to what only looks like one. */
class ChecksTest {

    private static final String LOST = "every acknowledged task is there and has ended";
    private static final String ENDS = "every end has its cause";
    private static final String OVERLAP = "no two calls of a key overlap";
    private static final String ATTEMPTS = "attempts are distinct and within their limit";
    private static final String CRASHES = "attempts of processes that died are counted as crashed";
    private static final String LATE = "outcomes of lost leases are dropped";
    private static final String ORDER = "generations come in order, each with its own spec";
    private static final String SOON = "no retry comes before its time";
    private static final String REPEATED = "a success is repeated for a cause only";
    private static final String CANCELS = "what was cancelled is called no more";
    private static final String LEASES = "no lease is over by more than 5 s";
    private static final String TALLIES = "tallies equal a recount";
    private static final String PROCESSES = "no process ended by itself";
    private static final String API = "the API answers as it says";

    @ParameterizedTest(name = "{1}")
    @MethodSource("violations")
    void a_planted_violation_is_found(String claim, String what, Scene planted) {
        assertThat(violated(planted)).as(what).containsExactly(claim);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sound")
    void what_only_looks_like_a_violation_is_told_apart(String what, Scene scene) {
        assertThat(violated(scene)).as(what).isEmpty();
    }

    @Test
    void each_check_has_a_violation_planted_for_it() {
        assertThat(violations().map(planted -> (String) planted.get()[0]).distinct())
                .containsExactlyInAnyOrderElementsOf(Checks.of(Scene.shared().story()).keySet());
    }

    private static List<String> violated(Scene scene) {
        return Checks.of(scene.story()).entrySet().stream()
                .filter(found -> !found.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }

    static Stream<Arguments> violations() {
        return Stream.of(lost(), ends(), calls(), outcomes(), times(), others())
                .flatMap(part -> part);
    }

    private static Arguments planted(String claim, String what, Scene scene) {
        return Arguments.of(claim, what, scene);
    }

    private static Stream<Arguments> lost() {
        return Stream.of(
                planted(LOST, "acknowledged and gone", Scene.shared().accepted(1, "k", 1, 1)),
                planted(
                        LOST,
                        "acknowledged, and an older generation is there",
                        Scene.shared()
                                .accepted(1, "k", 2, 1)
                                .left("k", 1, "FAILED ATTEMPTS_EXHAUSTED")),
                planted(
                        LOST,
                        "another task of its name is there",
                        Scene.shared()
                                .with(new Fact.Accepted(1, 1, "k", "another", 1, "created", 1))
                                .left("k", 1, "FAILED ATTEMPTS_EXHAUSTED")),
                planted(
                        LOST,
                        "a retry that was acknowledged and left no trace",
                        Scene.shared()
                                .operated(5, "retry", "k", 2)
                                .left("k", 1, "FAILED ATTEMPTS_EXHAUSTED")),
                planted(
                        LOST,
                        "a cancel that was acknowledged and did not hold",
                        Scene.shared()
                                .operated(1.5, "cancel", "k", 1)
                                .call("a-1", "k/1.1", 1, 2, 200)
                                .left("k", 1, "SUCCEEDED")),
                planted(
                        LOST,
                        "left running for ever",
                        Scene.shared().accepted(1, "k", 1, 1).left("k", 1, "RUNNING")),
                planted(
                        LOST,
                        "due, and nobody runs it",
                        Scene.shared()
                                .fault(CLOCK_APART, "a-1", 1, 9)
                                .accepted(1, "k", 1, 1)
                                .left("k", 1, "QUEUED")),
                planted(
                        LOST,
                        "due, and the one process does not run it",
                        Scene.embedded().accepted(1, "k", 1, 1).left("k", 1, "QUEUED")),
                planted(
                        LOST,
                        "a retry that waits where the clock was",
                        Scene.embedded()
                                .fault(CLOCK_APART, "a-1", 1, 9)
                                .accepted(1, "k", 1, 1)
                                .left("k", 1, "BACKING_OFF")));
    }

    private static Stream<Arguments> ends() {
        return Stream.of(
                planted(
                        ENDS,
                        "succeeded, and its generation was never called",
                        Scene.shared().call("a-1", "k/1.1", 1, 2, 200).left("k", 2, "SUCCEEDED")),
                planted(
                        ENDS,
                        "not retryable, and nobody said so",
                        Scene.shared()
                                .call("a-1", "k/1.1", 1, 2, 503)
                                .left("k", 1, "FAILED NOT_RETRYABLE")),
                planted(
                        ENDS,
                        "crashed, after two deaths",
                        Scene.shared()
                                .left("k", 1, "FAILED CRASHED", "1.1 crashed", "1.2 crashed")),
                planted(ENDS, "cancelled by nobody", Scene.shared().left("k", 1, "CANCELLED")));
    }

    private static Stream<Arguments> calls() {
        return Stream.of(
                planted(
                        OVERLAP,
                        "two replicas at once",
                        Scene.shared()
                                .call("a-1", "k/1.1", 1, 9, 200)
                                .call("b-1", "k/2.1", 8.9, 9.5, 200)),
                planted(
                        OVERLAP,
                        "frozen, and its lease cannot have run out",
                        Scene.shared()
                                .fault(FREEZE, "a-1", 1.5, 20)
                                .call("a-1", "k/1.1", 1, 30, 200)
                                .call("b-1", "k/2.1", 4, 5, 200)),
                planted(
                        OVERLAP,
                        "one process was frozen, and has no lease",
                        Scene.embedded()
                                .fault(FREEZE, "a-1", 1.5, 20)
                                .call("a-1", "k/1.1", 1, 30, 200)
                                .call("a-1", "k/2.1", 19, 20, 200)),
                planted(
                        ATTEMPTS,
                        "called twice",
                        Scene.shared()
                                .call("a-1", "k/1.1", 1, 2, 503)
                                .call("b-1", "k/1.1", 8, 9, 503)),
                planted(
                        ATTEMPTS,
                        "called twice, after a kill",
                        Scene.shared()
                                .killed("a-1", 2)
                                .call("a-1", "k/1.1", 1, 2.01, 0)
                                .call("b-1", "k/1.1", 20, 21, 503)),
                planted(
                        ATTEMPTS,
                        "beyond its limit",
                        Scene.shared().call("a-1", "k/1.4", 1, 2, 503)),
                planted(
                        ATTEMPTS,
                        "counted backwards",
                        Scene.shared()
                                .call("a-1", "k/1.2", 1, 2, 503)
                                .call("b-1", "k/1.1", 8, 9, 503)),
                planted(
                        ORDER,
                        "an older generation later",
                        Scene.shared()
                                .call("a-1", "k/2.1", 1, 2, 200)
                                .call("b-1", "k/1.1", 8, 9, 200)),
                planted(
                        ORDER,
                        "with another's spec",
                        Scene.shared()
                                .accepted(1, "k", 1, 1)
                                .call("a-1", "k/1.1", 2, 3, 200, 7)
                                .left("k", 1, "SUCCEEDED")),
                planted(
                        ORDER,
                        "a spec was replaced and its generation was not",
                        Scene.shared()
                                .accepted(1, "k", 1, 1)
                                .accepted(2, "k", 1, 2)
                                .left("k", 1, "FAILED ATTEMPTS_EXHAUSTED")),
                planted(
                        ORDER,
                        "an answer of before an earlier one",
                        Scene.shared()
                                .accepted(1, "k", 2, 2)
                                .accepted(2, "k", 1, 1)
                                .left("k", 2, "FAILED ATTEMPTS_EXHAUSTED")));
    }

    private static Stream<Arguments> outcomes() {
        return Stream.of(
                planted(
                        CRASHES,
                        "its process died, and it is not in the history",
                        Scene.shared()
                                .killed("a-1", 2)
                                .call("a-1", "k/1.1", 1, 2.01, 0)
                                .call("b-1", "k/1.2", 20, 21, 200)
                                .left("k", 1, "SUCCEEDED", "1.2 succeeded")),
                planted(
                        CRASHES,
                        "its process died, and it stands as failed",
                        Scene.shared()
                                .killed("a-1", 2)
                                .call("a-1", "k/1.1", 1, 2.01, 0)
                                .call("b-1", "k/1.2", 20, 21, 200)
                                .left("k", 1, "SUCCEEDED", "1.1 failed", "1.2 succeeded")),
                planted(
                        LATE,
                        "a zombie's outcome was written",
                        Scene.shared()
                                .fault(FREEZE, "a-1", 1.5, 20)
                                .call("a-1", "k/1.1", 1, 2, 503)
                                .call("b-1", "k/1.2", 14, 15, 200)
                                .left("k", 1, "SUCCEEDED", "1.1 failed", "1.2 succeeded")),
                planted(
                        REPEATED,
                        "succeeded, and was called again for nothing",
                        Scene.shared()
                                .fault(FREEZE, "b-1", 1, 20)
                                .call("a-1", "k/1.1", 2, 3, 200)
                                .call("a-1", "k/1.2", 30, 31, 200)),
                planted(
                        CANCELS,
                        "called after it was cancelled",
                        Scene.shared()
                                .operated(5, "cancel", "k", 1)
                                .call("a-1", "k/1.1", 8, 9, 200)
                                .left("k", 1, "CANCELLED")));
    }

    private static Stream<Arguments> times() {
        return Stream.of(
                planted(
                        SOON,
                        "the second retry after 1.4 s, not 1.5",
                        Scene.shared()
                                .call("a-1", "k/1.2", 1, 2, 503)
                                .call("b-1", "k/1.3", 3.4, 4, 503)),
                planted(
                        SOON,
                        "a new generation at once after a failure",
                        Scene.shared()
                                .call("a-1", "k/1.2", 1, 2, 503)
                                .call("b-1", "k/2.1", 2.7, 4, 503)),
                planted(
                        SOON,
                        "a replica's clock moved, and the store's is shared",
                        Scene.shared()
                                .fault(CLOCK_APART, "b-1", 1, 9)
                                .call("a-1", "k/1.2", 1, 2, 503)
                                .call("b-1", "k/1.3", 2.1, 4, 503)),
                planted(LEASES, "nobody rescues, and all are well", Scene.shared().overdue(30, 6)),
                planted(
                        LEASES,
                        "nobody rescues, and one is well",
                        Scene.shared().fault(FREEZE, "b-1", 1, 90).overdue(30, 6)));
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                planted(TALLIES, "one too many", Scene.shared().counted(4, 3)),
                planted(PROCESSES, "fell over", Scene.shared().gone("a-1", 3)),
                planted(
                        API,
                        "a fault of its own",
                        Scene.shared().with(new Fact.Refused(1, "submit", "k", 500))));
    }

    static Stream<Arguments> sound() {
        return Stream.concat(soundCalls(), soundTimes());
    }

    private static Arguments sound(String what, Scene scene) {
        return Arguments.of(what, scene);
    }

    private static Stream<Arguments> soundCalls() {
        return Stream.of(
                sound(
                        "a task that fails twice and succeeds",
                        Scene.shared()
                                .accepted(1, "k", 1, 1)
                                .call("a-1", "k/1.1", 2, 2.5, 503)
                                .call("b-1", "k/1.2", 3.3, 4, 503)
                                .call("a-1", "k/1.3", 6, 6.1, 200)
                                .left("k", 1, "SUCCEEDED", "1.1 failed", "1.2 failed")),
                sound(
                        "interrupted by SIGTERM, and called again with its number",
                        Scene.shared()
                                .terminated("a-1", 2)
                                .call("a-1", "k/1.1", 1, 4, 0)
                                .call("b-1", "k/1.1", 5, 6, 200)),
                sound(
                        "killed, and counted as crashed",
                        Scene.shared()
                                .killed("a-1", 2)
                                .call("a-1", "k/1.1", 1, 2.01, 0)
                                .call("b-1", "k/1.2", 20, 21, 200)
                                .left("k", 1, "SUCCEEDED", "1.1 crashed", "1.2 succeeded")),
                sound(
                        "frozen past its lease: the call is open, and another one goes on",
                        Scene.shared()
                                .fault(FREEZE, "a-1", 1.5, 20)
                                .call("a-1", "k/1.1", 1, 21, 0)
                                .call("b-1", "k/1.2", 14, 15, 200)
                                .left("k", 1, "SUCCEEDED", "1.1 crashed", "1.2 succeeded")),
                sound(
                        "a call that a frozen process was about to make",
                        Scene.shared()
                                .fault(FREEZE, "a-1", 1.5, 20)
                                .call("b-1", "k/1.2", 14, 20.5, 200)
                                .call("a-1", "k/1.1", 20.01, 20.2, 503)
                                .left("k", 1, "SUCCEEDED", "1.1 crashed", "1.2 succeeded")),
                sound(
                        "succeeded, and killed before that was written",
                        Scene.shared()
                                .killed("a-1", 2.001)
                                .call("a-1", "k/1.1", 1, 2, 200)
                                .call("b-1", "k/1.2", 20, 21, 200)),
                sound(
                        "cancelled while on its way, and revived",
                        Scene.shared()
                                .operated(5, "cancel", "k", 1)
                                .call("a-1", "k/1.1", 5.1, 5.2, 0)
                                .operated(6, "retry", "k", 2)
                                .call("a-1", "k/2.1", 8, 9, 200)
                                .left("k", 2, "SUCCEEDED")));
    }

    private static Stream<Arguments> soundTimes() {
        return Stream.of(
                sound(
                        "an operator asked for it at once",
                        Scene.shared()
                                .call("a-1", "k/1.2", 1, 2, 503)
                                .operated(2.1, "retry", "k", 1)
                                .call("b-1", "k/1.3", 2.2, 4, 503)
                                .left("k", 1, "FAILED ATTEMPTS_EXHAUSTED")),
                sound(
                        "the clock of the embedded store's process moved",
                        Scene.embedded()
                                .fault(CLOCK_APART, "a-1", 1.5, 9)
                                .call("a-1", "k/1.2", 1, 2, 503)
                                .call("a-1", "k/1.3", 2.1, 4, 503)),
                sound(
                        "leases are over while the database is down",
                        Scene.shared().fault(SERVER_KILLED, "store", 10, 29).overdue(30, 12)),
                sound("a lease is over by a little", Scene.shared().overdue(30, 4.9)),
                sound(
                        "the embedded store's clock was set, and a delay counts by it",
                        Scene.embedded()
                                .fault(CLOCK_APART, "a-1", 1, 9)
                                .accepted(2, "k", 1, 1)
                                .left("k", 1, "QUEUED")),
                sound("states of which there are none", Scene.shared().counted(0, 0)));
    }
}
