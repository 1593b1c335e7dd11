package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Our signatures, judged by the official library as a receiver would. */
class SigningTest {

    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private final Receiver receiver = new Receiver();
    private final Scene scene = new Scene();

    SigningTest() throws IOException {
        // the library compares with the system's clock
        scene.advance(Duration.between(Scene.NOW, InstantSource.system().instant()));
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
        receiver.close();
    }

    private void signed(String... secrets) {
        scene.target(
                "orders",
                new HttpSettings.Target(
                        receiver.url(),
                        List.of(secrets),
                        Map.of(),
                        List.of("127.0.0.1"),
                        List.of(),
                        null,
                        null));
    }

    private void verify(String secret) throws Exception {
        var headers = new HashMap<String, List<String>>();
        receiver.call().headers().forEach((name, value) -> headers.put(name, List.of(value)));
        new Webhook(secret).verify(receiver.call().body(), headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'target':'orders','body':{'a':'é','n':1.10}}",
                "{'target':'orders','body':'<a/>','headers':{'Content-Type':'text/xml'}}",
                "{'target':'orders'}",
                "{'target':'orders','method':'DELETE'}"
            })
    void the_official_verifier_accepts_what_is_signed(String spec) throws Exception {
        signed(OLD);

        scene.call(spec);

        assertThatCode(() -> verify(OLD)).doesNotThrowAnyException();
        assertThatThrownBy(() -> verify(NEW)).isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void with_two_secrets_a_receiver_may_have_either() throws Exception {
        signed(NEW, OLD);

        scene.call("{'target':'orders','body':1}");

        assertThat(receiver.call().header("webhook-signature")).matches("v1,\\S{44} v1,\\S{44}");
        assertThatCode(() -> verify(OLD)).doesNotThrowAnyException();
        assertThatCode(() -> verify(NEW)).doesNotThrowAnyException();
    }

    @Test
    void the_id_is_the_same_in_each_attempt_of_a_generation_and_the_time_is_not() throws Exception {
        signed(OLD);
        receiver.answering(Receiver.status(503));
        for (var attempt = 1; attempt <= 2; attempt++) {
            var number = attempt;
            assertThat(catchThrowable(() -> scene.call("{'target':'orders'}", 5, number)))
                    .isInstanceOf(CallFailedException.class);
            scene.advance(Duration.ofSeconds(9));
        }
        receiver.answering(Receiver.status(200));
        scene.call("{'target':'orders'}", 6, 1);

        assertThat(receiver.calls())
                .extracting(call -> call.header("webhook-id"))
                .containsExactly(
                        "01890000-0000-7000-8000-000000000001-5",
                        "01890000-0000-7000-8000-000000000001-5",
                        "01890000-0000-7000-8000-000000000001-6");
        assertThat(receiver.calls())
                .extracting(call -> call.header("webhook-timestamp"))
                .doesNotHaveDuplicates();
    }

    /** The example of the specification's reference implementations. */
    @Test
    void a_known_message_has_a_known_signature() {
        var body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(
                        new Signing(List.of(OLD))
                                .signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==",
                "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void a_secret_of_another_form_is_refused_and_not_shown(String secret) {
        assertThatThrownBy(() -> Signing.key(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be whsec_ and the base64 of 24 to 64 bytes")
                .hasMessageNotContaining("MfKQ")
                .hasNoCause();
    }
}
