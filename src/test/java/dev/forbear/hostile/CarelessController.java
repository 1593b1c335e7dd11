package dev.forbear.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.TerminalException;

import jakarta.validation.constraints.Size;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;

/** Written as many are: it says in its exceptions what it was told, secrets included. */
@Component("careless")
final class CarelessController implements Reconciler<CarelessController.Spec> {

    enum Says {
        MESSAGE,
        CAUSE,
        SUPPRESSED,
        URL,
        HEADERS,
        JSON,
        BASE64,
        EXCERPT,
        ERROR,
        TERMINAL,
        AT_THE_LANE,
        ONCE
    }

    record Spec(
            Says says,
            @Size(max = 60) String password,
            Map<String, String> headers,
            String callback) {
        Spec {
            if (password != null && password.startsWith("!")) {
                throw new IllegalArgumentException("no password begins as " + password);
            }
        }
    }

    @Override
    public String lane(Spec spec) {
        if (spec.says() == Says.AT_THE_LANE) {
            throw new IllegalStateException("no lane", new IOException("for " + spec));
        }
        return "";
    }

    @Override
    public Result reconcile(Request<Spec> request) throws Exception {
        var spec = request.spec();
        if (spec.says() == Says.ONCE && request.attempt() > 1) {
            return Result.done();
        }
        if (spec.says() == Says.ERROR) {
            throw new AssertionError("expected another than " + spec.password());
        }
        throw failure(spec, "pw " + spec.password());
    }

    private static Exception failure(Spec spec, String said) {
        return switch (spec.says()) {
            case MESSAGE, ONCE, ERROR, AT_THE_LANE -> new IOException("login failed, " + said);
            case CAUSE -> new IOException("login failed", new IllegalArgumentException(said));
            case SUPPRESSED -> suppressing(new IOException("log-out failed"), said);
            case URL -> new IOException("GET " + url(spec) + " and " + spec.callback());
            case HEADERS -> new IOException("sent " + spec.headers());
            case JSON -> new IOException("sent {\"a\":\"" + said.replace("\"", "\\\"") + "\"}");
            case BASE64 -> new IOException("sent Basic " + base64("ann:" + spec.password()));
            case EXCERPT -> new IOException("x".repeat(480) + said);
            case TERMINAL -> new TerminalException(spec.toString());
        };
    }

    private static String url(Spec spec) {
        return "http://a.test/?p=" + URLEncoder.encode(spec.password(), UTF_8);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static IOException suppressing(IOException thrown, String said) {
        thrown.addSuppressed(new IllegalStateException(said));
        return thrown;
    }
}
