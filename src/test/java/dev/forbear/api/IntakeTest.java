package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.api.Intake.Checked;
import dev.forbear.engine.Controller;
import dev.forbear.engine.Controller.Read;
import dev.forbear.engine.Controller.Specs;
import dev.forbear.engine.Controller.Violation;
import dev.forbear.engine.Controllers;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

class IntakeTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Intake intake =
            new Intake(new Controllers(new TestControllers().all()), () -> NOW, new Random(1));

    private Wish wish(String json) {
        return ((Checked.Ok) intake.check(json)).wish();
    }

    private String digest(String spec) {
        return wish("{\"controller\":\"demo\",\"spec\":{\"a\":" + spec + "}}").spec().digest();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    1                       | 1.0
                    1                       | 1e0
                    1                       | 10e-1
                    100                     | 1e2
                    100                     | 1E+2
                    0                       | -0
                    0                       | 0.000
                    0                       | 0e99
                    1.5                     | 1.50
                    1.5                     | 15e-1
                    123456789012345678901234567890 | 1.2345678901234567890123456789e29
                    "a"                     | "\\u0061"
                    "/"                     | "\\/"
                    "\\n"                   | "\\u000a"
                    "😀"                    | "\\ud83d\\ude00"
                    {"x":1,"y":2}           | { "y" : 2, "x" : 1.0 }
                    {"x":{"b":[],"a":{}}}   | {"x":{"a":{},"b":[ ]}}
                    [1,2]                   | [ 1 , 2.0 ]
                    """)
    void specs_that_are_equal_as_json_have_one_digest(String one, String other) {
        assertThat(digest(one)).isEqualTo(digest(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    1                     | 2
                    1                     | "1"
                    1                     | true
                    null                  | "null"
                    null                  | {}
                    []                    | {}
                    [1,2]                 | [2,1]
                    [[1],2]               | [1,[2]]
                    [1,2]                 | [12]
                    ["a","b"]             | ["a\\",\\"b"]
                    {"x":1}               | {"y":1}
                    {"x":"1,y:2"}         | {"x":"1","y":"2"}
                    1.0000000000000000001 | 1
                    9007199254740993      | 9007199254740992
                    1e400                 | 1e401
                    "a"                   | "A"
                    """)
    void specs_that_differ_as_json_have_different_digests(String one, String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other));
    }

    private static Intake saying(String lane) {
        var demo = new TestControllers().all().getFirst();
        var specs =
                new Specs() {
                    @Override
                    public List<Violation> check(String json) {
                        return List.of();
                    }

                    @Override
                    public Read read(String json) {
                        return new Read(List.of(), lane);
                    }
                };
        var saying = new Controller("demo", demo.settings(), demo.policy(), demo.attempt(), specs);
        return new Intake(new Controllers(List.of(saying)), () -> NOW, new Random(1));
    }

    @Test
    void the_lane_that_the_controller_says_counts_where_none_is_given() {
        var intake = saying("a.test");

        var without = ((Checked.Ok) intake.check("{\"controller\":\"demo\"}")).wish();
        var given = ((Checked.Ok) intake.check("{\"controller\":\"demo\",\"lane\":\"l\"}")).wish();

        assertThat(without.lane()).isNull();
        assertThat(without.usualLane()).isEqualTo("a.test");
        assertThat(given.lane()).isEqualTo("l");
        assertThat(given.usualLane()).isNull();
    }

    @Test
    void a_lane_of_the_controllers_that_is_none_is_refused_unless_one_is_given() {
        var intake = saying("a lane/with blanks");

        var refused = (Checked.Refused) intake.check("{\"controller\":\"demo\"}");

        assertThat(refused.problem().type()).isEqualTo(ProblemType.INVALID);
        assertThat(refused.problem().errors())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.at()).isEqualTo("/lane");
                    assertThat(fault.detail()).contains("controller", "U+0020 at index 1");
                });
        assertThat(intake.check("{\"controller\":\"demo\",\"lane\":\"l\"}"))
                .isInstanceOf(Checked.Ok.class);
    }

    @Test
    void a_spec_that_is_not_given_is_the_empty_object() {
        var without = wish("{\"controller\":\"demo\"}").spec();

        assertThat(without.json()).isEqualTo("{}");
        assertThat(without).isEqualTo(wish("{\"controller\":\"demo\",\"spec\":{}}").spec());
    }

    @Test
    void all_fields_come_through() {
        var wish =
                wish(
                        """
                        {"maxAttempts": 10000, "lane": "l", "deadline": "2026-02-01T13:00:00+01:00",
                         "spec": {"b": 2, "a": 1}, "notBefore": "2026-01-31T13:00:00.5-01:00",
                         "key": "k", "controller": "demo"}
                        """);

        assertThat(wish.id().toString()).isEqualTo("demo/k");
        assertThat(wish.maxAttempts()).isEqualTo(10_000);
        assertThat(wish.lane()).isEqualTo("l");
        assertThat(wish.spec().json()).isEqualTo("{\"b\": 2, \"a\": 1}");
        assertThat(wish.due()).isEqualTo(new When.At(Instant.parse("2026-01-31T14:00:00.500Z")));
        assertThat(wish.deadline()).isEqualTo(new When.At(Instant.parse("2026-02-01T12:00:00Z")));
        assertThat(wish.uid().version()).isEqualTo(7);
    }

    @Test
    void what_is_not_given_is_due_now_and_has_no_limits() {
        var wish = wish("{\"controller\":\"demo\"}");

        assertThat(wish.due()).isEqualTo(When.NOW);
        assertThat(wish.lane()).isNull();
        assertThat(wish.deadline()).isNull();
        assertThat(wish.maxAttempts()).isNull();
        assertThat(wish.id().key()).isNotEqualTo(wish.uid().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "5m, PT5M",
        "2h, PT2H",
        "1d, PT24H",
        "0s, PT0S",
        "3653d, PT87672H",
        "PT30S, PT30S",
        "pt1h30m, PT1H30M",
        "P1DT1S, PT24H1S",
        "PT0.0015S, PT0.001S"
    })
    void a_delay_is_a_duration_in_either_form(String text, Duration expected) {
        var wish = wish("{\"controller\":\"demo\",\"delay\":\"" + text + "\"}");

        assertThat(wish.due()).isEqualTo(new When.After(expected));
    }

    @Test
    void a_submission_made_in_java_is_checked_the_same() {
        var json = new JsonMapper().createObjectNode().put("controller", "demo");
        json.putObject("spec").put("n", new BigDecimal("1.10000000000000000000000001"));

        assertThat(((Checked.Ok) intake.check(json)).wish().spec().json())
                .isEqualTo("{\"n\":1.10000000000000000000000001}");
        json.put("key", "a/b");
        assertThat(((Checked.Refused) intake.check(json)).problem().summary())
                .startsWith("/key: must be 1 to 200");
        json.put("key", "k").putObject("spec").put("n", Double.NaN);
        assertThat(intake.check(json)).isInstanceOf(Checked.Refused.class);
    }

    @Test
    void uuids_of_version_7_sort_by_the_time_of_their_making() {
        var random = new Random(1);
        var first = new Uuid7(() -> NOW, random).next();
        var second = new Uuid7(() -> NOW.plusMillis(1), random).next();

        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        assertThat(first.toString()).isLessThan(second.toString());
    }
}
