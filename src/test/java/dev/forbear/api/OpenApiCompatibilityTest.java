package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds the OpenAPI document to the last one that was released, {@code openapi-released.yaml}: a
 * release copies the new one over it.
 */
class OpenApiCompatibilityTest {

    private static String released() throws IOException {
        try (var in = OpenApiCompatibilityTest.class.getResourceAsStream("openapi-released.yaml")) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void nothing_that_a_client_of_the_last_release_relies_on_is_gone() throws IOException {
        var before = OpenApiDocument.of(released()).root();

        assertThat(BreakingChanges.between(before, OpenApiDocument.read().root())).isEmpty();
    }

    /** The first place of each text is replaced; apostrophes stand for what YAML has there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /api/v1/backlog:                     | /api/v1/backlogs:                      | get /api/v1/backlog is gone
                    `    delete:`                        | `    put:`                             | delete /api/v1/tasks/{controller}/{key} is gone
                    `        '202':`                     | `        '201':`                       | post /api/v1/tasks 202 is gone
                    `        - name: keyPrefix`          | `        - name: prefix`               | get /api/v1/tasks parameter keyPrefix is gone
                    `          application/x-ndjson:`    | `          application/jsonl:`         | post /api/v1/tasks/bulk body application/x-ndjson is gone
                    `        required: false`            | `        required: true`               | post /api/v1/tasks/{controller}/{key}/retry body is required
                    `          in: query`                | `          required: true\n          in: query` | get /api/v1/tasks parameter controller is required
                    maximum: 1000,                       | maximum: 500,                          | get /api/v1/tasks parameter limit has a maximum of 500
                    maxLength: 200                       | maxLength: 100                         | has a maxLength of 100
                    {1,63}                               | {1,32}                                 | has another pattern
                    required: [controller]               | required: [controller, key]            | post /api/v1/tasks body/key is required
                    `        maxAttempts:`               | `        attempts:`                    | post /api/v1/tasks body/maxAttempts is gone
                    [created, coalesced, replaced, requeued, revived] | [created, coalesced, replaced, revived] | is never "requeued"
                    `state, generation, attempts, maxAttempts, createdAt, updatedAt, history]` | `state, attempts, maxAttempts, createdAt, updatedAt, history]` | /generation may be missing
                    `        ready: {type: integer,`     | `        ready: {type: string,`        | /ready was [integer] and is [string]
                    `by: {description: "the name of the key that paused it", type: string}` | `by: {type: [string, 'null']}` | /by was [string] and is [null, string]
                    `        nextCursor: {type: [string, 'null']}` | `        next: {type: [string, 'null']}` | get /api/v1/tasks 200/nextCursor is gone
                    `            Location:`              | `            Place:`                   | post /api/v1/tasks 202 header Location is gone
                    `              required: true`       | `              required: false`        | post /api/v1/tasks 202 header Location is gone
                    """)
    void a_change_that_breaks_clients_is_noticed(String text, String instead, String found)
            throws IOException {
        var before = released();
        var changed =
                before.replaceFirst(
                        Pattern.quote(text),
                        Matcher.quoteReplacement(instead.replace("\\n", "\n")));
        assertThat(changed).isNotEqualTo(before);

        assertThat(
                        BreakingChanges.between(
                                OpenApiDocument.of(before).root(),
                                OpenApiDocument.of(changed).root()))
                .anyMatch(change -> change.contains(found));
    }

    /** A tilde stands for the end of a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    `        - name: keyPrefix` | `        - {name: more, in: query, schema: {type: string}}~        - name: keyPrefix`
                    maximum: 1000,              | maximum: 2000,
                    [created, coalesced,        | [created, ignored, coalesced,
                    `        lane:`             | `        more: {type: string}~        lane:`
                    `  /api/v1/backlog:`        | `  /api/v1/more:~    get: {responses: {}}~  /api/v1/backlog:`
                    Submit a task               | Hand in a task
                    `        '404': {$ref:`     | `        '410': {description: gone}~        '404': {$ref:`
                    """)
    void a_change_that_breaks_nobody_is_let_pass(String text, String instead) throws IOException {
        var before = released();
        var changed =
                before.replaceFirst(
                        Pattern.quote(text), Matcher.quoteReplacement(instead.replace('~', '\n')));
        assertThat(changed).isNotEqualTo(before);

        assertThat(
                        BreakingChanges.between(
                                OpenApiDocument.of(before).root(),
                                OpenApiDocument.of(changed).root()))
                .isEmpty();
    }
}
