package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The controller against a receiver on loopback: what is sent, and what each answer means. */
class HttpReconcilerTest {

    private final Receiver receiver = new Receiver();
    private final Scene scene = new Scene();

    HttpReconcilerTest() throws IOException {
        scene.target("orders", receiver.url() + "/hooks?tenant=7");
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
        receiver.close();
    }

    private void configured(Map<String, String> headers, Integer... retryOn) {
        scene.target(
                "orders",
                new HttpSettings.Target(
                        receiver.url() + "/hooks",
                        List.of(),
                        headers,
                        List.of("127.0.0.1"),
                        List.of(retryOn),
                        null,
                        null));
    }

    @Test
    void a_body_of_json_is_posted_below_the_target_without_a_digit_lost() throws Exception {
        var result =
                scene.call(
                        "{'target':'orders','path':'new/7?x=%20y','body':{'price':1.10,'n':12345678901234567890.10}}");

        assertThat(result).isEqualTo(Result.done());
        assertThat(receiver.call().line()).isEqualTo("POST /hooks/new/7?tenant=7&x=%20y HTTP/1.1");
        assertThat(receiver.call().header("Content-Type")).isEqualTo("application/json");
        assertThat(receiver.call().body())
                .isEqualTo("{\"price\":1.10,\"n\":12345678901234567890.10}");
    }

    @Test
    void each_attempt_says_which_piece_of_work_it_is_and_how_many_there_were() throws Exception {
        scene.call("{'target':'orders'}", 3, 4);

        var call = receiver.call();
        assertThat(call.header("Idempotency-Key"))
                .isEqualTo("http/order.7/01890000-0000-7000-8000-000000000001-3");
        assertThat(call.header("Forbear-Attempt")).isEqualTo("4");
        assertThat(call.header("Forbear-Max-Attempts")).isEqualTo("100");
        assertThat(call.header("User-Agent")).isEqualTo("Forbear");
        assertThat(call.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
        assertThat(call.header("Content-Length")).isEqualTo("0");
        assertThat(call.headers()).doesNotContainKeys("traceparent", "webhook-id", "Content-Type");
    }

    @Test
    void nothing_is_sent_that_nobody_asked_for() throws Exception {
        scene.call("{'target':'orders','method':'GET'}");

        assertThat(receiver.call().headers().keySet())
                .containsExactlyInAnyOrder(
                        "Accept-Encoding",
                        "Connection",
                        "Forbear-Attempt",
                        "Forbear-Max-Attempts",
                        "Host",
                        "Idempotency-Key",
                        "User-Agent");
    }

    @Test
    void the_attempts_trace_is_carried_on() throws Exception {
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

        scene.http().reconcile(traced("{'target':'orders'}", trace));

        assertThat(receiver.call().header("traceparent")).isEqualTo(trace);
    }

    @Test
    void a_trace_that_the_caller_gives_itself_is_the_one_that_is_sent() throws Exception {
        var own = "00-11111111111111111111111111111111-2222222222222222-01";
        var spec = "{'target':'orders','headers':{'Traceparent':'" + own + "'}}";

        scene.http()
                .reconcile(traced(spec, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"));

        assertThat(receiver.call().header("traceparent")).isEqualTo(own);
    }

    private static Request<CallSpec> traced(String spec, String trace) {
        return new Request<>("http", "k", "uid", 1, 1, 100, Scene.spec(spec), trace);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST   | {'target':'orders','body':'a'}                                                     | application/json           | "a"
                    PUT    | {'target':'orders','method':'PUT','body':[1,null]}                                 | application/json           | [1,null]
                    PATCH  | {'target':'orders','method':'PATCH','body':7}                                      | application/json           | 7
                    DELETE | {'target':'orders','method':'DELETE','body':true}                                  | application/json           | true
                    POST   | {'target':'orders','body':'<a/>','headers':{'Content-Type':'text/xml'}}            | text/xml                   | <a/>
                    POST   | {'target':'orders','body':'[1]','headers':{'content-type':'application/json'}}     | application/json           | [1]
                    POST   | {'target':'orders','body':{},'headers':{'Content-Type':'application/x+json'}}      | application/x+json         | {}
                    POST   | {'target':'orders','body':'é','headers':{'Content-Type':'text/plain'}}             | text/plain                 | é
                    """)
    void a_body_is_json_or_a_string_that_has_a_content_type(
            String method, String spec, String type, String body) throws Exception {
        scene.call(spec);

        assertThat(receiver.call().line()).startsWith(method + " /hooks");
        assertThat(receiver.call().header("Content-Type")).isEqualTo(type);
        assertThat(receiver.call().body()).isEqualTo(body);
    }

    @Test
    void a_targets_headers_stand_over_the_callers() throws Exception {
        configured(Map.of("X-Tenant", "ours", "Authorization", "Bearer secret"));

        scene.call("{'target':'orders','headers':{'x-tenant':'theirs','X-Other':'theirs'}}");

        assertThat(receiver.call().header("X-Tenant")).isEqualTo("ours");
        assertThat(receiver.call().header("X-Other")).isEqualTo("theirs");
        assertThat(receiver.call().header("Authorization")).isEqualTo("Bearer secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    void success(int status) throws Exception {
        receiver.answering(
                status == 204 ? "HTTP/1.1 204 No\r\n\r\n" : Receiver.answer(status, "{}"));

        assertThat(scene.call("{'target':'orders'}")).isEqualTo(Result.done());
        assertThat(scene.call("{'target':'orders'}")).isEqualTo(Result.done());
        assertThat(receiver.connections()).as("the connection is used again").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 423, 425, 429, 500, 501, 502, 503, 504, 507, 511, 599})
    void retried(int status) {
        receiver.answering(Receiver.answer(status, "busy"));

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessage("orders answered " + status + ": busy");
        assertThat(receiver.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                400, 401, 402, 403, 404, 405, 406, 407, 410, 411, 412, 413, 414, 415, 416, 417, 418,
                421, 422, 424, 426, 428, 431, 451, 499
            })
    void not_retried(int status) {
        receiver.answering(
                Receiver.status(
                        status, "Location: " + receiver.url() + "/other", "Retry-After: 9"));

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(TerminalException.class)
                .hasMessage("orders answered " + status);
        assertThat(receiver.calls()).as("no redirect is followed").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 305, 307, 308})
    void a_redirect_is_named_without_its_path_and_not_followed(int status) {
        receiver.answering(Receiver.status(status, "Location: https://x.test:8443/a?token=b"));

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(TerminalException.class)
                .hasMessage(
                        "orders answered "
                                + status
                                + ", a redirect to https://x.test, which is not followed");
        assertThat(receiver.calls()).hasSize(1);
        receiver.answering(Receiver.status(status, "Location: /other"));

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .hasMessage("orders answered " + status + ", a redirect, which is not followed");
    }

    @Test
    void a_target_can_have_more_statuses_retried() {
        configured(Map.of(), 404, 302);

        receiver.answering(Receiver.status(404));
        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class);
        receiver.answering(Receiver.status(302, "Location: /x"));
        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class);
        receiver.answering(Receiver.status(410));
        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(TerminalException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    429 | Retry-After: 120                           |                                     | 120
                    503 | Retry-After: Sun, 01 Mar 2026 12:05:00 GMT |                                     | 300
                    503 | Retry-After: Sun, 01 Mar 2026 10:05:00 GMT | Date: Sun, 01 Mar 2026 10:04:00 GMT | 60
                    409 | Retry-After: 7                             | Date: Sun, 01 Mar 2026 10:04:00 GMT | 7
                    """)
    void retry_after_is_a_lower_bound(int status, String header, String date, long seconds) {
        receiver.answering(
                Receiver.answer(status, "later", header, date == null ? "X-No: date" : date));

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOfSatisfying(
                        RetryAfterException.class,
                        e -> assertThat(e.delay()).isEqualTo(Duration.ofSeconds(seconds)))
                .hasMessage("orders answered " + status + ": later");
    }

    @Test
    void a_receiver_that_is_away_or_breaks_off_is_retried() throws Exception {
        receiver.answering((_, _, connection) -> connection.close());
        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessageStartingWith("orders did not answer: NoHttpResponseException");

        receiver.answering((_, out, connection) -> {
            Receiver.write(out, "HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\nhal");
            connection.close();
        });
        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class);

        receiver.close();
        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class)
                .hasMessageContaining("orders did not answer: HttpHostConnectException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nBroken\u0001Header\r\nContent-Length: -5\r\n\r\n"
            })
    void what_is_no_http_is_retried_and_its_message_is_one_harmless_line(String raw) {
        receiver.answering((_, out, connection) -> {
            Receiver.write(out, raw);
            connection.close();
        });

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void a_success_counts_although_its_body_breaks_off() throws Exception {
        receiver.answering((_, out, connection) -> {
            Receiver.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhal");
            connection.close();
        });

        assertThat(scene.call("{'target':'orders'}")).isEqualTo(Result.done());
    }

    @Test
    void an_error_shows_the_start_of_the_body_on_one_line_and_without_control_characters() {
        receiver.answering(
                Receiver.answer(500, "a\r\nb\u001b[31mc\u202ed\u2028e\u0000" + "x".repeat(5_000)));

        var failure = catchThrowable(() -> scene.call("{'target':'orders'}"));

        assertThat(failure.getMessage())
                .startsWith("orders answered 500: a b [31mc d e xxx")
                .endsWith("x…")
                .hasSizeLessThan(350);
    }

    @Test
    void no_more_than_4_kib_of_a_body_is_read() throws Exception {
        var written = new AtomicLong();
        var brokenOff = new CountDownLatch(1);
        receiver.answering((_, out, _) -> {
            try {
                Receiver.write(out, "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (var chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n"; ; ) {
                    Receiver.write(out, chunk);
                    written.addAndGet(0x1000);
                }
            } finally {
                brokenOff.countDown();
            }
        });

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .hasMessageStartingWith("orders answered 500: xxx");
        assertThat(brokenOff.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(written.get()).as("what the sockets' buffers took").isLessThan(32L << 20);
    }

    @Test
    void a_body_is_not_unpacked() {
        receiver.answering(Receiver.answer(500, "packed", "Content-Encoding: gzip"));

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .hasMessage("orders answered 500: packed");
        assertThat(receiver.call().header("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void a_cookie_is_not_kept() throws Exception {
        receiver.answering(Receiver.status(200, "Set-Cookie: a=b; Path=/"));
        scene.call("{'target':'orders'}");
        scene.call("{'target':'orders'}");

        assertThat(receiver.call().headers()).doesNotContainKey("Cookie");
    }

    @Test
    void a_head_without_end_is_given_up() {
        receiver.answering((_, out, _) -> {
            Receiver.write(out, "HTTP/1.1 200 OK\r\n");
            for (var i = 0; i < 10_000; i++) {
                Receiver.write(out, "X-" + i + ": y\r\n");
            }
        });

        assertThatThrownBy(() -> scene.call("{'target':'orders'}"))
                .isInstanceOf(CallFailedException.class);
    }

    @Test
    void an_unknown_target_ends_the_task_and_names_those_there_are() {
        assertThatThrownBy(() -> scene.call("{'target':'order'}"))
                .isInstanceOf(TerminalException.class)
                .hasMessage("target must be the name of a configured target; there are: orders");
    }

    @Test
    void a_targets_name_matches_without_dashes_and_case() throws Exception {
        scene.target("order-hook", receiver.url());

        assertThat(scene.call("{'target':'OrderHook'}")).isEqualTo(Result.done());
    }

    @Test
    void a_spec_that_would_be_refused_now_ends_the_task() {
        assertThatThrownBy(() -> scene.call("{'target':'orders','path':'../admin'}"))
                .isInstanceOf(TerminalException.class)
                .hasMessageStartingWith("path must stay below the target's path");
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void it_is_named_http() {
        assertThat(scene.http().name()).isEqualTo("http");
    }
}
