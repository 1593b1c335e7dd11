package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskStore.Attempted;
import dev.forbear.engine.TaskStore.Fault;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.task.Outcome;
import dev.forbear.task.Task;
import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

class MasksTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Masks masks = new Masks(List.of("password", "^token$", "api[-_]?key"));

    private static Stored stored(String spec, String error) {
        var wish =
                new Wish(
                        new TaskId("demo", "k"),
                        new UUID(1, 2),
                        new Terms.Spec(spec, "d"),
                        When.NOW,
                        "lane",
                        7,
                        new When.After(Duration.ofMinutes(1)));
        var failed =
                new Attempted(
                        1,
                        1,
                        NOW,
                        Duration.ofMillis(3),
                        Outcome.FAILED,
                        new Fault("E", error, "f", NOW),
                        Duration.ofSeconds(1));
        var clean = new Attempted(1, 2, NOW, Duration.ofMillis(3), Outcome.SUCCEEDED, null, null);
        return new Stored(Task.created(wish, NOW).task(), NOW, List.of(failed, clean));
    }

    private String masked(String spec) {
        return masks.masked(stored(spec, "")).task().terms().spec().json();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"password":"x"}                         | {"password":"***"}
                    { "a" : 1.10 , "dbPassword" : "x" , "b":[ ] } | { "a" : 1.10 , "dbPassword" : "***" , "b":[ ] }
                    {"a":{"API-Key":{"b":["x",1]}},"c":"d"}  | {"a":{"API-Key":"***"},"c":"d"}
                    {"apikey":null,"password":7}             | {"apikey":"***","password":"***"}
                    {"api_key":{},"my-api-key":[]}           | {"api_key":"***","my-api-key":"***"}
                    [{"pass\\u0077ord":"\\u0078"},{"token":true}] | [{"pass\\u0077ord":"***"},{"token":"***"}]
                    {"url":"https://a.test/b?c=d#e"}         | {"url":"https://a.test/b?***"}
                    ["http://a.test/?x"]                     | ["http://a.test/?***"]
                    {"url":"HTTP://a.test/b?token=x"}        | {"url":"HTTP://a.test/b?***"}
                    {"url":" hTTps://a.test/b?c=d\\ne=f"}     | {"url":" hTTps://a.test/b?***"}
                    {"a":"see http://a.test/b?c=d for it"}   | {"a":"see http://a.test/b?***"}
                    {"db":"jdbc:postgresql://a.test/b?c=d"}  | {"db":"jdbc:postgresql://a.test/b?***"}
                    {"path":"x?token=y","n":1}               | {"path":"x?***","n":1}
                    {"path":"/x?y"}                          | {"path":"/x?***"}
                    {"next":["/x?a=b"],"b":"x?y"}            | {"next":["/x?***"],"b":"x?y"}
                    "x?a=b"                                  | "x?***"
                    """)
    void what_looks_like_a_secret_is_hidden_and_all_else_is_as_it_was(String spec, String shown) {
        assertThat(masked(spec)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"tokens":1,"a":"password","b":"what? https://a.test/"}
                    "password"
                    7
                    {"url":"https://a.test/b","more":["?"]}
                    {"url":"https://a.test/b?","path":"a/b?","c":"why? a=b","d":"a ? b = c : d","e":"x?=1"}
                    """)
    void what_looks_like_none_is_shown(String spec) {
        var stored = stored(spec, "password");

        assertThat(masks.masked(stored)).isSameAs(stored);
    }

    @Test
    void an_error_does_not_repeat_what_is_hidden_and_the_rest_of_the_task_stays() {
        var stored =
                stored(
                        "{\"password\":{\"a\":\"hunter2\",\"b\":42},\"url\":\"http://a.test/?k=v\"}",
                        "login with hunter2 at http://a.test/?k=v failed 42 times");

        var masked = masks.masked(stored);

        assertThat(masked.history().getFirst().error().message())
                .isEqualTo("login with *** at *** failed 42 times");
        assertThat(masked.history().getLast()).isEqualTo(stored.history().getLast());
        assertThat(masked.task().progress()).isEqualTo(stored.task().progress());
        assertThat(masked.task().terms().lane()).isEqualTo("lane");
        assertThat(masked.task().terms().deadline()).isEqualTo(stored.task().terms().deadline());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"token":"abcd12","password":"abcd12-and-more"} | got abcd12-and-more          | got ***
                    {"password":["abcdef","defghi"]}                | got abcdefghi!               | got ***!
                    {"password":"hunter2-canary"}                   | cut off: hunter2-ca…         | cut off: ***…
                    {"password":"hunter2-canary"}                   | cut off: hunt                | cut off: ***
                    {"password":"hunter2-canary"}                   | was hunter2-c…; caused by IO | was ***…; caused by IO
                    {"password":"a\\"b\\\\c-d"}                       | {"is":"a\\"b\\\\c-d"}          | {"is":"***"}
                    {"password":"a\\"b\\\\c-d"}                       | is a"b\\c-d                   | is ***
                    {"password":"a\\"b\\\\c-d"}                       | "{\\"is\\":\\"a\\\\\\"b\\\\\\\\c-d\\"}"  | "{\\"is\\":\\"***\\"}"
                    {"password":"a\\"b\\\\c-d"}                       | {"is":"a\\"b\\\\c\\…              | {"is":"***…
                    {"password":"a/b<ü>\\n"}                         | a\\/b\\u003c\\u00fc\\u003E\\n     | ***
                    {"password":"a/b<ü>\\n"}                         | a/b<\\u00                     | ***
                    {"url":"http://a.test/?k=v&l=canary"}           | k=v is wrong, so is canary   | *** is wrong, so is ***
                    {"path":"x?l=can%2Fary&k=v+w"}                  | can/ary, can%2Fary and k=v w | ***, *** and ***
                    {"url":"http://a.test/?k=v","password":"x"}     | k, v, x                      | k, v, x
                    """)
    void an_error_repeats_nothing_of_it_in_another_form(String spec, String error, String shown) {
        var history = masks.masked(stored(spec, error)).history();

        assertThat(history.getFirst().error().message()).isEqualTo(shown);
    }

    @Test
    void without_patterns_nothing_is_hidden() {
        var stored = stored("{\"password\":\"x\",\"url\":\"http://a.test/?k=v\"}", "");

        assertThat(new Masks(List.of()).masked(stored)).isSameAs(stored);
    }
}
