package dev.forbear.task;

import static dev.forbear.task.Tasks.NOW;
import static dev.forbear.task.Tasks.in;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** When a submission is the same as what is there: what it does not give is not compared. */
class WishTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final When AFTER_A_MINUTE = new When.After(MINUTE);

    private static Terms terms(Terms.Deadline deadline) {
        return new Terms(new Terms.Spec("{\"a\": 1}", "d"), "lane", 5, deadline);
    }

    private static Wish wish(String digest, String lane, Integer maxAttempts, When deadline) {
        var spec = new Terms.Spec("{}", digest);
        return new Wish(Tasks.ID, new UUID(0, 0), spec, When.NOW, lane, maxAttempts, deadline);
    }

    static Stream<Arguments> table() {
        var none = terms(null);
        var fixed = terms(new Terms.Deadline(in(60), null));
        var after = terms(new Terms.Deadline(in(60), MINUTE));
        return Stream.of(
                Arguments.of(wish("d", null, null, null), none, true),
                Arguments.of(wish("d", null, null, null), fixed, true),
                Arguments.of(wish("x", null, null, null), none, false),
                Arguments.of(wish("d", "lane", null, null), none, true),
                Arguments.of(wish("d", "other", null, null), none, false),
                Arguments.of(wish("d", null, 5, null), none, true),
                Arguments.of(wish("d", null, 6, null), none, false),
                Arguments.of(wish("d", "lane", 5, new When.At(in(60))), fixed, true),
                Arguments.of(wish("d", null, null, new When.At(in(61))), fixed, false),
                Arguments.of(wish("d", null, null, new When.At(in(60))), none, false),
                Arguments.of(wish("d", null, null, AFTER_A_MINUTE), after, true),
                Arguments.of(
                        wish("d", null, null, new When.After(MINUTE.plusMillis(1))), after, false),
                Arguments.of(wish("d", null, null, AFTER_A_MINUTE), fixed, false),
                Arguments.of(wish("d", null, null, AFTER_A_MINUTE), none, false),
                Arguments.of(wish("d", null, null, new When.At(in(60))), after, true));
    }

    @ParameterizedTest
    @MethodSource("table")
    void it_is_the_same_if_all_that_it_gives_is_equal(Wish wish, Terms there, boolean same) {
        assertThat(wish.sameAs(there)).isEqualTo(same);
    }

    private static Wish usual(String digest, String lane) {
        var wish = wish(digest, lane, null, null);
        return new Wish(wish.id(), wish.uid(), wish.spec(), When.NOW, lane, null, null, "usual");
    }

    @Test
    void the_usual_lane_counts_where_none_is_given_and_the_spec_is_new() {
        assertThat(usual("d", null).terms(NOW).lane()).isEqualTo("usual");
        assertThat(usual("d", "own").terms(NOW).lane()).isEqualTo("own");
        assertThat(usual("d", null).sameAs(terms(null))).isTrue();
        assertThat(usual("d", null).over(terms(null), NOW).lane()).isEqualTo("lane");
        assertThat(usual("x", null).over(terms(null), NOW).lane()).isEqualTo("usual");
        assertThat(usual("x", "own").over(terms(null), NOW).lane()).isEqualTo("own");
        assertThat(usual("x", null).at(AFTER_A_MINUTE, null).usualLane()).isEqualTo("usual");
    }

    @Test
    void a_time_is_fixed_or_counts_from_acceptance() {
        assertThat(new When.At(in(9)).from(NOW)).isEqualTo(in(9));
        assertThat(AFTER_A_MINUTE.from(NOW)).isEqualTo(in(60));
        assertThat(When.NOW.from(NOW)).isEqualTo(NOW);
    }
}
