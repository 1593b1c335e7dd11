package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The whole service: what no route answers is a problem all the same. */
class ServiceErrorsTest {

    private static final ApiService SERVICE =
            new ApiService(ServiceErrorsConfiguration.class, Others.class);

    /** Such as the actuator's routes, which are not ours. */
    @RestController
    static class Others {

        @GetMapping("/fails")
        String fails() {
            throw new IllegalStateException("secret");
        }

        @GetMapping("/ends/{status}")
        String ends(@org.springframework.web.bind.annotation.PathVariable("status") int status) {
            throw new ResponseStatusException(HttpStatus.valueOf(status), "secret");
        }
    }

    @AfterAll
    static void close() {
        SERVICE.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,   /nothing,             404, no-such-route",
        "GET,   /api/v1/nothing,      404, no-such-route",
        "GET,   /problems/nothing,    404, no-such-route",
        "GET,   /,                    404, no-such-route",
        "GET,   /error,               404, no-such-route",
        "POST,  /fails,               405, method-not-allowed",
        "GET,   /fails,               500, internal",
        "GET,   /ends/404,            404, no-such-route",
        "GET,   /ends/401,            401, unauthorized",
        "GET,   /ends/403,            403, forbidden",
        "GET,   /ends/406,            406, not-acceptable",
        "GET,   /ends/413,            413, too-large",
        "GET,   /ends/415,            415, unsupported-media-type",
        "GET,   /ends/409,            409, ''",
        "GET,   /ends/503,            503, ''",
        "GET,   /api/v1/tasks/demo/a%2Fb, 400, bad-request",
        "GET,   /api/v1/tasks/demo/%zz,   400, bad-request",
        "GET,   /api/v1/tasks/demo/%00,   400, bad-request",
        "GET,   /api/v1/tasks/demo/%5C,   400, bad-request",
        "GET,   /api/v1/tasks/demo/{,     400, bad-request",
        "GET,   /%c0%ae,              400, bad-request",
        "TRACE, /api/v1/tasks,        405, method-not-allowed"
    })
    void whatever_goes_wrong_is_a_problem(String method, String path, int status, String slug) {
        var answer =
                SERVICE.raw(
                        method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .containsIgnoringCase("Content-Type: application/problem+json")
                .contains(slug.isEmpty() ? "about:blank" : "\"type\":\"/problems/" + slug + "\"")
                .contains("\"status\":" + status)
                .doesNotContain("secret", "Tomcat", "<html");
    }

    @Test
    void an_encoded_slash_is_answered_with_the_hint_to_use_a_colon() {
        var head = "GET /api/v1/tasks/demo/a%2fb HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        assertThat(SERVICE.raw(head)).contains("use : to separate", "\"parameter\":\"key\"");
    }

    @Test
    void a_request_that_is_no_http_is_a_problem() {
        for (var request :
                new String[] {
                    "GET\r\n\r\n",
                    "GET / HTTP/1.1\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"
                }) {
            assertThat(SERVICE.raw(request))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"type\":\"/problems/bad-request\"");
        }
    }
}
