package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/**
 * A canary in everything that may be secret, and receivers that repeat all they were sent: it shows
 * up in no exception, no line of the log and no text form.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest {

    private static final String CANARY = "canary7f3a9c";
    private static final String SECRET = "whsec_Y2FuYXJ5N2YzYTljY2FuYXJ5N2YzYTlj"; // twice CANARY
    private static final String PATH = "cnry1p";
    private static final String QUERY = "cnry2q";

    private final Receiver receiver = new Receiver();
    private final Scene scene = new Scene();
    private final Level rootBefore = logger("ROOT").getLevel();
    private final Level clientBefore = logger("org.apache.hc").getLevel();

    SecretsTest() throws IOException {}

    @BeforeEach
    void everyLevelButTheClientsOwn() {
        scene.allowing("127.0.0.1");
        scene.target("orders", target("http://127.0.0.1:" + receiver.port(), "127.0.0.1"));
        scene.target("inside", target("http://127.0.0.2:" + receiver.port(), "10.0.0.1"));
        scene.target("gone", target("http://gone.test", "10.0.0.1"));
        scene.target("away", target("http://127.0.0.1:1", "127.0.0.1"));
        logger("ROOT").setLevel(Level.TRACE);
        logger("org.apache.hc").setLevel(Level.WARN); // as the service has it
    }

    private static HttpSettings.Target target(String at, String allowed) {
        return new HttpSettings.Target(
                at + "/" + PATH + "?x=" + QUERY,
                List.of(SECRET),
                Map.of("Authorization", "Bearer " + CANARY, "X-Api-Key", CANARY),
                List.of(allowed),
                List.of(),
                null,
                null);
    }

    @AfterEach
    void close() throws IOException {
        logger("ROOT").setLevel(rootBefore);
        logger("org.apache.hc").setLevel(clientBefore);
        scene.close();
        receiver.close();
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private void receiverRepeats(int status) {
        receiver.answering((call, out, _) -> {
            var all = call.body() + call.line() + call.headers().values() + " " + call.line();
            var to = "Location: http://" + CANARY + ".test/" + CANARY;
            Receiver.write(out, Receiver.answer(status, all, "X-Echo: " + CANARY, to));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    503 | {'target':'orders'}
                    400 | {'target':'orders'}
                    302 | {'target':'orders','path':'x?token=canary7f3a9c'}
                    500 | {'target':'orders','headers':{'X-Token':'canary7f3a9c','Cookie':'a=canary7f3a9c'}}
                    404 | {'url':'http://127.0.0.1:PORT/x?token=canary7f3a9c','headers':{'Authorization':'Basic canary7f3a9c'}}
                    200 | {'url':'http://127.0.0.1:PORT/x?token=canary7f3a9c','headers':{'Authorization':'Basic canary7f3a9c'}}
                    503 | {'target':'orders','body':{'password':'canary7f3a9c'}}
                    400 | {'target':'orders','body':[{'api_key':{'a':'\\\\/canary7f3a9c'},'b':{'secret':['canary7f3a9c']}}]}
                    503 | {'target':'orders','body':{'a':'https://a.test/?b=canary7f3a9c'}}
                    503 | {'url':'http://127.0.0.1:PORT/x','body':{'password':'canary7f3a9c\\\\ncanary7f3a9c'}}
                    0   | {'target':'orders','headers':{'X-Token':'canary7f3a9c'}}
                    200 | {'url':'http://canary7f3a9c:canary7f3a9c@127.0.0.1:PORT/'}
                    200 | {'url':'http://127.0.0.1:PORT/canary7f3a9c#x'}
                    200 | {'url':'http://127.0.0.1:PORT/canary7f3a9c^'}
                    200 | {'url':'http://127.0.0.3:PORT/canary7f3a9c-in-a-path?canary7f3a9c'}
                    200 | {'url':'http://127.0.0.1:1/canary7f3a9c-in-a-path?canary7f3a9c'}
                    200 | {'url':'canary7f3a9c://127.0.0.1/'}
                    200 | {'target':'canary7f3a9c'}
                    200 | {'target':'inside','path':'canary7f3a9c'}
                    200 | {'target':'gone','path':'canary7f3a9c'}
                    200 | {'target':'away','path':'canary7f3a9c'}
                    200 | {'target':'orders','path':'../canary7f3a9c'}
                    200 | {'target':'orders','headers':{'Host':'canary7f3a9c'}}
                    200 | {'target':'orders','body':{'password':'canary7f3a9c'},'headers':{'Content-Type':'canary7f3a9c'}}
                    """)
    void the_canary_is_seen_nowhere(int status, String spec, CapturedOutput output) {
        receiverRepeats(status);
        if (status == 0) {
            receiver.answering((call, out, connection) -> {
                Receiver.write(out, call.headers() + "\r\n\r\n");
                connection.close(); // else the client reads on
            });
        }
        var text = spec.replace("PORT", String.valueOf(receiver.port()));

        var failure = catchThrowable(() -> scene.call(text));

        assertThat(shown(failure)).doesNotContain(CANARY, SECRET, PATH, QUERY);
        assertThat(output).doesNotContain(CANARY, SECRET, PATH, QUERY);
        assertThat(Scene.spec(text.replace("'target':'canary7f3a9c'", "'target':'a'")).toString())
                .doesNotContain(CANARY);
        assertThat(scene.settings().toString() + scene.configured().all())
                .doesNotContain(CANARY, SECRET, PATH, QUERY);
    }

    @Test
    void all_else_of_a_call_is_told() {
        receiver.answering((call, out, _) -> {
            var text =
                    call.body()
                            + " at "
                            + call.line().replaceAll(".*/(.*)[?].*", "$1")
                            + " of "
                            + call.line();
            Receiver.write(out, Receiver.answer(503, text));
        });

        assertThatThrownBy(() -> scene.call("{'target':'orders','path':'things','body':{'a':1}}"))
                .hasMessage("orders answered 503: {\"a\":1} at things of POST *** HTTP/1.1");
    }

    private static String shown(Throwable failure) {
        var text = new StringWriter();
        if (failure != null) {
            failure.printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }
}
