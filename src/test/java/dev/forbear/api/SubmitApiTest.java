package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.http.HttpRequest.BodyPublishers.ofByteArray;
import static java.net.http.HttpRequest.BodyPublishers.ofString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

class SubmitApiTest {

    private static final ApiService SERVICE = new ApiService();

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @Test
    void a_new_task_is_answered_with_202_its_place_and_the_whole_task() {
        var answer =
                SERVICE.submit(
                        """
                        {"controller": "demo", "key": "new:1", "spec": {"failTimes": 2}, "lane": "eu",
                         "delay": "30s", "deadline": "2h", "maxAttempts": 5}
                        """);

        answer.hasStatus(202);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/tasks/demo/new:1");
        var task = answer.json();
        assertThat(task.propertyNames())
                .containsExactly(
                        "controller",
                        "key",
                        "uid",
                        "spec",
                        "lane",
                        "state",
                        "generation",
                        "attempts",
                        "maxAttempts",
                        "createdAt",
                        "updatedAt",
                        "nextAttemptAt",
                        "deadline",
                        "history",
                        "waitingFor",
                        "effect");
        assertThat(task.path("createdAt").asString()).isEqualTo("2026-01-31T12:00:00.000Z");
        assertThat(task.path("nextAttemptAt").asString()).isEqualTo("2026-01-31T12:00:30.000Z");
        assertThat(task.path("deadline").asString()).isEqualTo("2026-01-31T14:00:00.000Z");
        assertThat(task.at("/waitingFor/reason").asString()).isEqualTo("schedule");
        assertThat(task.path("effect").asString()).isEqualTo("created");
    }

    @Test
    void its_place_can_be_read() {
        var place = SERVICE.submit("{\"controller\":\"demo\"}").header("Location");

        assertThat(SERVICE.get(place).hasStatus(200).text("/key"))
                .as("the server makes a UUID of version 7")
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void a_key_may_have_every_allowed_character() {
        var key = "AZaz09._~@+=,:-";

        var place =
                SERVICE.submit("{\"controller\":\"demo\",\"key\":\"" + key + "\"}")
                        .header("Location");

        assertThat(SERVICE.get(place).text("/key")).isEqualTo(key);
    }

    @Test
    void the_effect_tells_what_became_of_a_submission_to_what_is_there() {
        var once = "{\"controller\":\"demo\",\"key\":\"e\",\"spec\":{\"a\":[1,{\"b\":\"x\"}]}}";
        var same =
                "{\"key\":\"e\",\"spec\":{\"a\":[1.0,{\"b\":\"\\u0078\"}]},\"controller\":\"demo\"}";
        var other = "{\"controller\":\"demo\",\"key\":\"e\",\"spec\":{\"a\":[2]}}";

        assertThat(SERVICE.submit(once).text("/effect")).isEqualTo("created");
        assertThat(SERVICE.submit(same).text("/effect")).isEqualTo("coalesced");
        assertThat(SERVICE.submit(other).text("/effect")).isEqualTo("replaced");
        SERVICE.delete("/api/v1/tasks/demo/e").hasStatus(200);
        assertThat(SERVICE.submit(other).text("/effect")).isEqualTo("revived");
    }

    @Test
    void the_answer_to_a_task_that_failed_before_has_its_history() {
        SERVICE.submit("{\"controller\":\"demo\",\"key\":\"h\",\"spec\":{\"failTimes\":9}}");
        SERVICE.pass();

        var answer =
                SERVICE.submit(
                        "{\"controller\":\"demo\",\"key\":\"h\",\"spec\":{\"failTimes\":9}}");

        assertThat(answer.text("/effect")).isEqualTo("coalesced");
        assertThat(answer.json().path("history")).hasSize(1);
        assertThat(answer.text("/lastError/message")).isEqualTo("it failed");
    }

    @Test
    void the_spec_is_kept_as_it_came() {
        var spec =
                "{ \"n\" : 1.10000000000000000000000001, \"s\":\"\\u00e4\" , \"big\":"
                        + " 123456789012345678901234567890}";

        var answer =
                SERVICE.submit("{\"controller\":\"demo\",\"key\":\"raw\",\"spec\":" + spec + "}");

        assertThat(answer.body()).contains("\"spec\":" + spec);
    }

    @Test
    void null_counts_as_not_given() {
        SERVICE.submit(
                        """
                        {"controller": "demo", "key": null, "spec": null, "lane": null, "notBefore": null,
                         "delay": "1s", "deadline": null, "maxAttempts": null}
                        """)
                .hasStatus(202);
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
                    {"controller":"demo","delay":30}                     | /delay       | must be a string
                    {"controller":"demo","delay":"soon"}                 | /delay       | such as 250ms, 30s
                    {"controller":"demo","delay":"-5s"}                  | /delay       | was "-5s"
                    {"controller":"demo","delay":"PT-5S"}                | /delay       | from 0 to 10 years
                    {"controller":"demo","delay":"3654d"}                | /delay       | from 0 to 10 years (3653d)
                    {"controller":"demo","delay":"999999999999999999d"}  | /delay       | from 0 to 10 years
                    {"controller":"demo","delay":"P1Y"}                  | /delay       | such as
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
                    {"controller":"nope","key":"a b"}                    | /controller  | no controller is named "nope"
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
                    {                                       | not JSON at line 1
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
                                        java.net.http.HttpRequest.BodyPublishers.ofInputStream(() ->
                                                new java.io.ByteArrayInputStream(
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

    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json;charset=ISO-8859-1",
        "application/x-ndjson",
        "application/*",
        "nonsense"
    })
    void another_content_type_is_refused_with_the_one_that_is_taken(String type) {
        var answer = SERVICE.post("/api/v1/tasks", type, "{\"controller\":\"demo\"}");

        answer.isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(answer.header("Accept")).isEqualTo("application/json");
        assertThat(answer.text("/errors/0/header")).isEqualTo("Content-Type");
    }

    @Test
    void a_missing_content_type_is_refused() {
        SERVICE.send(SERVICE.request("/api/v1/tasks").POST(ofString("{\"controller\":\"demo\"}")))
                .isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void json_with_a_charset_of_utf_8_or_a_byte_order_mark_is_taken() {
        SERVICE.post(
                        "/api/v1/tasks",
                        "application/json; charset=utf-8",
                        "{\"controller\":\"demo\"}")
                .hasStatus(202);
        SERVICE.submit("\uFEFF{\"controller\":\"demo\"}").hasStatus(202);
    }

    @Test
    void a_compressed_body_is_refused() {
        SERVICE.send(json().header("Content-Encoding", "gzip").POST(ofString("x")))
                .isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        var body = "{\"controller\":\"demo\",\"spec\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(
                        SERVICE.send(json().POST(ofByteArray(body)))
                                .isProblem(ProblemType.BAD_REQUEST)
                                .text("/detail"))
                .contains("UTF-8");
        SERVICE.send(
                        json().POST(
                                        ofByteArray(
                                                "{\"controller\":\"demo\"}"
                                                        .getBytes(StandardCharsets.UTF_16))))
                .isProblem(ProblemType.BAD_REQUEST);
    }

    @Test
    void an_idempotency_key_is_refused_rather_than_ignored() {
        var before = SERVICE.stored();

        var answer =
                SERVICE.send(
                        json().header("Idempotency-Key", "k")
                                .POST(ofString("{\"controller\":\"demo\"}")));

        answer.isProblem(ProblemType.BAD_REQUEST);
        assertThat(answer.text("/errors/0/header")).isEqualTo("Idempotency-Key");
        assertThat(answer.text("/detail")).contains("not supported yet");
        assertThat(SERVICE.stored()).isEqualTo(before);
    }

    @Test
    void a_full_backlog_is_answered_with_429_and_when_to_come_again() {
        SERVICE.submit("{\"controller\":\"full\",\"key\":\"a\"}").hasStatus(202);

        var answer = SERVICE.submit("{\"controller\":\"full\",\"key\":\"b\"}");

        answer.isProblem(ProblemType.BACKLOG_FULL);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.text("/detail")).contains("backlog-limit of 1");
        SERVICE.submit("{\"controller\":\"full\",\"key\":\"a\"}").hasStatus(202);
    }

    @Test
    void a_store_that_is_away_is_answered_with_503_and_when_to_come_again() {
        SERVICE.away = true;
        try {
            var answer = SERVICE.submit("{\"controller\":\"demo\"}");

            answer.isProblem(ProblemType.STORE_AWAY);
            assertThat(answer.header("Retry-After")).isEqualTo("2");
        } finally {
            SERVICE.away = false;
        }
    }

    @Test
    void a_deadline_given_twice_as_the_same_duration_is_the_same() {
        var body = "{\"controller\":\"demo\",\"key\":\"d\",\"deadline\":\"10m\"}";
        SERVICE.submit(body);
        SERVICE.turn(Duration.ofSeconds(1));

        assertThat(SERVICE.submit(body).text("/effect")).isEqualTo("coalesced");
    }

    @Test
    void a_far_time_is_taken() {
        var answer =
                SERVICE.submit(
                        "{\"controller\":\"demo\",\"notBefore\":\"9999-12-31t23:59:59.123456789+00:00\"}");

        assertThat(answer.hasStatus(202).text("/nextAttemptAt"))
                .isEqualTo("9999-12-31T23:59:59.123Z");
    }

    private static java.net.http.HttpRequest.Builder json() {
        return SERVICE.request("/api/v1/tasks").header("Content-Type", "application/json");
    }

    private static String withSpec(String spec) {
        return "{\"controller\":\"demo\",\"spec\":" + spec + "}";
    }
}
