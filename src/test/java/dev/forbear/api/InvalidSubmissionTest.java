package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/** What each malformed, unknown, oversized or contradictory submission is answered with. */
class InvalidSubmissionTest {

    private static final ApiService SERVICE = new ApiService();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    private static String withSpec(String spec) {
        return "{\"controller\":\"demo\",\"spec\":" + spec + "}";
    }

    /** Each of these is refused with 422; the detail says what the field's rule is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"key":"a"}                                          | /controller  | is required
                    {"controller":""}                                    | /controller  | 1 to 63 of a-z 0-9 -
                    {"controller":"Demo"}                                | /controller  | 1 to 63 of a-z 0-9 -
                    {"controller":7}                                     | /controller  | must be a string, was the number "7"
                    {"controller":{"a":1}}                               | /controller  | must be a string, was an object
                    {"controller":"demo","key":""}                       | /key         | 1 to 200
                    {"controller":"demo","key":"a/b"}                    | /key         | use : to separate
                    {"controller":"demo","key":"a b"}                    | /key         | U+0020 at index 1
                    {"controller":"demo","key":"ä"}                      | /key         | U+00E4 at index 0
                    {"controller":"demo","key":"a\\u0000"}               | /key         | U+0000 at index 1
                    {"controller":"demo","key":"a\\ud800"}               | /key         | U+D800 at index 1
                    {"controller":"demo","key":"."}                      | /key         | not . or ..
                    {"controller":"demo","key":".."}                     | /key         | not . or ..
                    {"controller":"demo","key":true}                     | /key         | must be a string, was a boolean
                    {"controller":"demo","key":["a"]}                    | /key         | must be a string, was an array
                    {"controller":"demo","lane":"a;b"}                   | /lane        | has a ; at index 1
                    {"controller":"demo","lane":1}                       | /lane        | must be a string
                    {"controller":"demo","delay":30}                     | /delay       | such as 250ms, 30s
                    {"controller":"demo","delay":"soon"}                 | /delay       | such as 250ms, 30s
                    {"controller":"demo","delay":"-5s"}                  | /delay       | was "-5s"
                    {"controller":"demo","delay":"PT-5S"}                | /delay       | from 0 to 10 years
                    {"controller":"demo","delay":"3654d"}                | /delay       | from 0 to 10 years (3653d)
                    {"controller":"demo","delay":"999999999999999999d"}  | /delay       | from 0 to 10 years
                    {"controller":"demo","delay":"P1Y"}                  | /delay       | years, months and weeks have no unit: give days
                    {"controller":"demo","delay":"1.5s"}                 | /delay       | such as
                    {"controller":"demo","delay":""}                     | /delay       | such as
                    {"controller":"demo","notBefore":"tomorrow"}         | /notBefore   | RFC 3339
                    {"controller":"demo","notBefore":"2026-02-30T00:00:00Z"} | /notBefore | RFC 3339
                    {"controller":"demo","notBefore":"2026-02-03T00:00:00"}  | /notBefore | RFC 3339
                    {"controller":"demo","notBefore":"2026-02-03"}       | /notBefore   | RFC 3339
                    {"controller":"demo","notBefore":"2026-02-03T00:00Z"} | /notBefore  | RFC 3339
                    {"controller":"demo","notBefore":1760000000}         | /notBefore   | must be a string
                    {"controller":"demo","delay":"1s","notBefore":"2027-01-01T00:00:00Z"} | /delay | contradicts notBefore
                    {"controller":"demo","deadline":"2026-01-31T11:59:59Z"} | /deadline  | in the future
                    {"controller":"demo","deadline":"0s"}                | /deadline    | in the future
                    {"controller":"demo","deadline":"later"}             | /deadline    | RFC 3339 time
                    {"controller":"demo","deadline":"2026-13-01T00:00:00Z"} | /deadline  | RFC 3339 time
                    {"controller":"demo","delay":"2h","deadline":"1h"}   | /deadline    | before the earliest start
                    {"controller":"demo","maxAttempts":0}                | /maxAttempts | from 1 to 10000
                    {"controller":"demo","maxAttempts":-1}               | /maxAttempts | from 1 to 10000
                    {"controller":"demo","maxAttempts":10001}            | /maxAttempts | from 1 to 10000
                    {"controller":"demo","maxAttempts":1.5}              | /maxAttempts | from 1 to 10000, was a number with a fraction or exponent
                    {"controller":"demo","maxAttempts":"5"}              | /maxAttempts | was the string "5"
                    {"controller":"demo","maxAttempts":99999999999999999999} | /maxAttempts | from 1 to 10000
                    {"controller":"demo","maxAtempts":5}                 | /maxAtempts  | did you mean maxAttempts?
                    {"controller":"demo","max-attempts":5}               | /max-attempts | did you mean maxAttempts?
                    {"controller":"demo","a/b~c":5}                      | /a~1b~0c     | is not a field
                    {"controller":"demo","key":"a","key":"b"}            | /key         | is given twice
                    {"controller":"demo","spec":{"a":1,"a":2}}           | /spec/a      | is given twice
                    {"controller":"demo","spec":{"a":[{"b":1,"\\u0062":2}]}} | /spec/a/0/b | is given twice
                    {"controller":"demo","spec":{"a":"\\u0000"}}         | /spec/a      | U+0000
                    {"controller":"demo","spec":{"a":["\\ud800"]}}       | /spec/a/0    | half of a surrogate pair
                    {"controller":"demo","spec":{"\\udc00":1}}           | /spec/\udc00 | half of a surrogate pair
                    {"controller":"demo","spec":{"a":1e99999999999}}     | /spec/a      | exponent that is out of range
                    {"controller":"demo","spec":{"failTimes":"two"}}     | /spec/failTimes | must be a whole number
                    {"controller":"demo","spec":[]}                      | /spec        | must be an object
                    {"controller":"nope","key":"a b"}                    | /controller  | no live node has a controller "nope"
                    []                                                   | ``           | must be a JSON object, was an array
                    "demo"                                               | ``           | must be a JSON object, was a string
                    null                                                 | ``           | must be a JSON object, was null
                    """)
    void what_is_invalid_is_refused_and_stored_nowhere(String body, String pointer, String detail) {
        var before = SERVICE.stored();

        var answer = SERVICE.submit(body);

        answer.isProblem(ProblemType.INVALID);
        assertThat(answer.detailAt(pointer)).contains(detail);
        assertThat(SERVICE.stored()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                                      | the body is empty
                    {                                       | not JSON at column 2:
                    {"controller":"demo"                    | not JSON
                    {"controller":"demo",}                  | not JSON
                    {controller:"demo"}                     | not JSON
                    {'controller':'demo'}                   | not JSON
                    {"controller":"demo"} {}                | something follows the end
                    {"controller":"demo"}]                  | not JSON
                    {"controller":"demo","spec":{"a":NaN}}  | not JSON
                    {"controller":"demo","spec":{"a":01}}   | not JSON
                    {"controller":"demo","spec":{"a":+1}}   | not JSON
                    {"controller":"demo","spec":{"a":.5}}   | not JSON
                    {"controller":"demo","spec":{"a":1.}}   | not JSON
                    {"controller":"demo","spec":tru}        | not JSON
                    {"controller":"demo","spec":"\\x"}      | not JSON
                    {"controller":"demo"/* */}              | not JSON
                    """)
    void what_is_malformed_is_refused_and_stored_nowhere(String body, String detail) {
        var before = SERVICE.stored();

        var answer = SERVICE.submit(body);

        answer.isProblem(ProblemType.BAD_REQUEST);
        assertThat(answer.text("/detail"))
                .contains(detail)
                .doesNotContain("JsonReadFeature", "StreamRead");
        assertThat(SERVICE.stored()).isEqualTo(before);
    }

    @Test
    void a_string_whose_quotes_are_missing_is_not_repeated() {
        var answer = SERVICE.submit("{\"controller\":\"demo\",\"spec\":{\"password\":hunter2}}");

        answer.isProblem(ProblemType.BAD_REQUEST);
        assertThat(answer.text("/detail"))
                .contains("not JSON at column 41: Unrecognized token: was expecting")
                .doesNotContain("hunter2");
    }

    @Test
    void all_that_is_wrong_with_a_body_is_told_at_once() {
        var answer =
                SERVICE.submit(
                        """
                        {"controller": "demo", "key": "a/b", "spec": {"failTimes": "x", "a": "\\u0000"},
                         "lane": "", "delay": "x", "deadline": "y", "maxAttempts": 0, "extra": 1}
                        """);

        answer.isProblem(ProblemType.INVALID);
        assertThat(answer.pointers())
                .containsExactlyInAnyOrder(
                        "/key",
                        "/spec/a",
                        "/spec/failTimes",
                        "/lane",
                        "/delay",
                        "/deadline",
                        "/maxAttempts",
                        "/extra");
    }

    @Test
    void a_body_that_is_wrong_all_over_gets_a_bounded_answer() {
        var body = new StringBuilder("{\"controller\":\"demo\"");
        for (var i = 0; i < 20_000; i++) {
            body.append(",\"x").append(i).append("\":1");
        }

        assertThat(SERVICE.submit(body + "}").isProblem(ProblemType.INVALID).pointers())
                .hasSize(50);
    }

    @Test
    void a_field_with_a_name_of_half_a_mebibyte_is_not_given_back() {
        var answer = SERVICE.submit("{\"controller\":\"demo\",\"" + "x".repeat(500_000) + "\":1}");

        assertThat(answer.isProblem(ProblemType.INVALID).body()).hasSizeLessThan(2_000);
    }

    @Test
    void an_unknown_controller_is_answered_with_those_there_are() {
        var answer = SERVICE.submit("{\"controller\":\"dmeo\"}");

        answer.isProblem(ProblemType.UNKNOWN_CONTROLLER);
        assertThat(answer.text("/detail")).contains("did you mean demo?", "known are demo, full");
        assertThat(answer.pointers()).containsExactly("/controller");
    }

    @Test
    void a_spec_of_64_kib_is_taken_and_one_byte_more_is_not() {
        var before = SERVICE.stored();

        SERVICE.submit(withSpec("{\"a\":\"" + "x".repeat(65_536 - 8) + "\"}")).hasStatus(202);
        var answer = SERVICE.submit(withSpec("{\"a\":\"" + "x".repeat(65_536 - 7) + "\"}"));

        answer.isProblem(ProblemType.TOO_LARGE);
        assertThat(answer.detailAt("/spec")).contains("at most 64 KiB");
        assertThat(SERVICE.stored()).isEqualTo(before + 1);
    }

    @Test
    void the_size_of_a_spec_is_that_of_its_utf_8() {
        SERVICE.submit(withSpec("{\"a\":\"" + "ä".repeat(32_768) + "\"}"))
                .isProblem(ProblemType.TOO_LARGE);
        SERVICE.submit(withSpec("{\"a\":\"" + "ä".repeat(32_000) + "\"}")).hasStatus(202);
    }

    @Test
    void a_body_of_more_than_1_mib_is_refused_whether_it_says_its_length_or_not() {
        var body = withSpec("\"" + "x".repeat(1024 * 1024) + "\"");

        SERVICE.submit(body).isProblem(ProblemType.TOO_LARGE);
        SERVICE.send(
                        SERVICE.request("/api/v1/tasks")
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofInputStream(() ->
                                                new ByteArrayInputStream(
                                                        body.getBytes(StandardCharsets.UTF_8)))))
                .isProblem(ProblemType.TOO_LARGE);
    }

    @Test
    void a_spec_may_be_nested_100_deep_and_no_deeper() {
        SERVICE.submit(withSpec("{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}")).hasStatus(202);

        var answer = SERVICE.submit(withSpec("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"));
        assertThat(answer.isProblem(ProblemType.BAD_REQUEST).text("/detail"))
                .contains("nested deeper than 100 levels");
        SERVICE.submit(withSpec("[".repeat(100_000))).isProblem(ProblemType.BAD_REQUEST);
    }

    @Test
    void a_number_of_a_thousand_digits_is_taken_and_a_longer_one_is_not() {
        SERVICE.submit(withSpec("{\"a\":" + "9".repeat(1_000) + "}")).hasStatus(202);

        assertThat(
                        SERVICE.submit(withSpec("{\"a\":" + "9".repeat(1_001) + "}"))
                                .detailAt("/spec/a"))
                .contains("more than 1000 digits");
    }
}
