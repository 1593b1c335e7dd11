package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import dev.forbear.engine.Controller.Violation;

import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

import org.hibernate.validator.constraints.time.DurationMax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ResolvableType;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What is said of a spec that does not fit its type. */
class SpecBindingTest {

    record Order(
            @NotBlank String owner,
            @Max(9) int size,
            boolean urgent,
            @NotNull BigDecimal price,
            @DurationMax(days = 1, message = "must be at most 1d") Duration pause,
            List<@Valid Line> lines,
            Color color) {}

    enum Color {
        RED,
        GREEN
    }

    record Line(@NotBlank String article, Integer amount) {}

    private static List<Violation> violations(String spec) {
        return violations(spec, Order.class);
    }

    private static List<Violation> violations(String spec, Class<?> of) {
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            var type = ResolvableType.forClass(of);
            return new SpecBinding<>(type, validation.getValidator(), _ -> "").check(spec);
        }
    }

    /** A spec that fits, but for one member. */
    private static String with(String name, String value) {
        return """
        {"owner": "ann", "size": 3, "urgent": false, "price": 1.5, "pause": "30s", "%s": %s}
        """
                .formatted(name, value);
    }

    @Test
    void a_blank_string_is_shown_between_quotes() {
        assertThat(violations("{\"article\": \" \"}", Line.class))
                .containsExactly(new Violation("/article", "must not be blank, was \" \""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    owner  | 7       | 7 is no string
                    owner  | true    | true is no string
                    owner  | {}      | expected a string here, was an object
                    size   | "3"     | expected a whole number here, was a string
                    size   | ""      | "" is no whole number
                    size   | 3.5     | 3.5 is no whole number
                    size   | true    | expected a whole number here, was a boolean
                    size   | null    | expected a whole number here, was null
                    urgent | "true"  | expected a boolean here, was a string
                    urgent | 1       | 1 is no boolean
                    price  | "1.5"   | expected a number here, was a string
                    pause  | 5       | expected a duration (30s, 5m, 1d or ISO-8601 up to days) here, was a number
                    pause  | true    | expected a duration (30s, 5m, 1d or ISO-8601 up to days) here, was a boolean
                    pause  | "soon"  | "soon" is no duration (30s, 5m, 1d or ISO-8601 up to days)
                    pause  | "P1Y"   | "P1Y" is no duration (30s, 5m, 1d or ISO-8601 up to days)
                    pause  | "5"     | "5" is no duration (30s, 5m, 1d or ISO-8601 up to days)
                    lines  | "x"     | expected an array here, was a string
                    color  | "PINK"  | "PINK" is none of RED, GREEN
                    size   | 99999999999 | the number is too large for a whole number up to 2147483647
                    """)
    void a_value_of_another_kind_is_refused(String name, String value, String detail) {
        assertThat(violations(with(name, value)))
                .containsExactly(new Violation("/" + name, "the spec does not fit: " + detail));
    }

    @JsonIgnoreProperties(ignoreUnknown = false)
    record Strict(@Max(9) int size, List<Line> lines) {}

    @Test
    void unknown_members_are_refused_where_the_type_asks_for_it_with_all_else_that_is_wrong() {
        var spec = "{\"size\": 10, \"sizee\": 1, \"lines\": [{\"artikle\": 1, \"amount\": true}]}";

        assertThat(violations(spec, Strict.class))
                .containsExactlyInAnyOrder(
                        new Violation("/size", "must be less than or equal to 9, was 10"),
                        new Violation(
                                "/sizee",
                                "the spec does not fit: is not known here; did you mean size? known"
                                        + " are size, lines"),
                        new Violation(
                                "/lines/0/artikle",
                                "the spec does not fit: is not known here; did you mean article?"
                                        + " known are article, amount"),
                        new Violation(
                                "/lines/0/amount",
                                "the spec does not fit: expected a whole number here, was a"
                                        + " boolean"));
        assertThat(violations(with("more", "1"))).isEmpty();
    }

    @Test
    void what_was_accepted_before_is_bound_for_its_attempts_all_the_same() {
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            var type = ResolvableType.forClass(Strict.class);
            var binding = new SpecBinding<Strict>(type, validation.getValidator(), _ -> "");

            assertThat(binding.bound("{\"size\": 3, \"gone\": 1}").size()).isEqualTo(3);
        }
    }

    @Test
    void all_that_is_wrong_is_said_at_once_and_nothing_that_is_not() {
        var spec =
                """
                {"owner": 7, "size": "many", "urgent": "yes", "pause": "soon",
                 "lines": [{"article": "", "amount": "2"}, 5, {"article": "x", "amount": 1}]}
                """;

        assertThat(violations(spec))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/owner",
                        "/size",
                        "/urgent",
                        "/price",
                        "/pause",
                        "/lines/0/amount",
                        "/lines/0/article",
                        "/lines/1");
    }

    @Test
    void a_duration_that_is_refused_is_shown_as_it_would_be_written() {
        assertThat(violations(with("pause", "\"PT48H\"")))
                .containsExactly(new Violation("/pause", "must be at most 1d, was 2d"));
    }

    @Test
    void each_primitive_that_is_missing_is_named() {
        assertThat(violations("{\"owner\": \"ann\", \"price\": 1, \"pause\": 5}"))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/size", "/urgent", "/pause");
    }

    @Test
    void a_spec_that_is_wrong_all_over_gets_a_bounded_answer() {
        var lines = "[" + "7,".repeat(5_000) + "7]";

        assertThat(violations(with("lines", lines))).hasSizeBetween(20, 60);
    }
}
