package dev.forbear.targets;

import dev.forbear.reconciler.Request;
import dev.forbear.secrets.SecretNames;
import dev.forbear.secrets.Secrets;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeType;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A call as it is sent. */
final class Outgoing {

    private static final Set<String> HAVE_A_LENGTH = Set.of("POST", "PUT", "PATCH");

    private final CallSpec spec;
    private final Target target;
    private final SecretNames secretNames;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    /**
     * @param headers names without regard to case
     * @param body null: none, and no content-length either
     */
    private Outgoing(
            CallSpec spec,
            Target target,
            SecretNames secretNames,
            Map<String, String> headers,
            byte @Nullable [] body) {
        this.spec = spec;
        this.target = target;
        this.secretNames = secretNames;
        this.headers = headers;
        this.body = body;
    }

    /**
     * @param secretNames the names of members of a body that no error repeats
     */
    static Outgoing of(
            Request<CallSpec> request, Target target, SecretNames secretNames, Instant now) {
        var spec = request.spec();
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.put("User-Agent", "Forbear");
        spec.givenHeaders().forEach((name, value) -> headers.put(name, String.valueOf(value)));
        headers.putAll(target.manner().headers());
        var body = body(spec, headers);
        headers.put("Accept-Encoding", "identity");
        headers.put(
                "Idempotency-Key",
                request.controller() + "/" + request.key() + "/" + piece(request));
        headers.put("Forbear-Attempt", String.valueOf(request.attempt()));
        headers.put("Forbear-Max-Attempts", String.valueOf(request.maxAttempts()));
        if (request.traceparent() != null) {
            headers.putIfAbsent("traceparent", request.traceparent());
        }
        if (target.manner().signing() != null) {
            sign(headers, target.manner().signing(), piece(request), now, body);
        }
        return new Outgoing(spec, target, secretNames, headers, body);
    }

    /** The same in each attempt of a generation, and without a dot. */
    private static String piece(Request<CallSpec> request) {
        return request.uid() + "-" + request.generation();
    }

    private static byte @Nullable [] body(CallSpec spec, Map<String, String> headers) {
        if (spec.body() == null) {
            return HAVE_A_LENGTH.contains(spec.verb()) ? new byte[0] : null;
        }
        var given = headers.putIfAbsent("Content-Type", "application/json");
        MimeType type = given == null ? null : Body.type(given);
        return spec.body().bytes(type);
    }

    private static void sign(
            Map<String, String> headers,
            Signing signing,
            String id,
            Instant now,
            byte @Nullable [] body) {
        var seconds = now.getEpochSecond();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", String.valueOf(seconds));
        headers.put(
                "webhook-signature",
                signing.signature(id, seconds, body == null ? new byte[0] : body));
    }

    HttpUriRequestBase request() {
        var request = new HttpUriRequestBase(spec.verb(), url().uri());
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body, null));
        }
        return request;
    }

    /** The place to connect to. With its address, the host is not looked up again. */
    HttpHost at(InetAddress address) {
        var url = url();
        return new HttpHost(url.scheme(), address, url.host().text(), url.port());
    }

    /** What a receiver's answer may repeat and nobody may read. */
    Secrets secrets() {
        return CallSecrets.of(spec, target, headers, secretNames);
    }

    private WebUrl url() {
        return target.reach().url();
    }

    /** Without headers and body. */
    @Override
    public String toString() {
        return spec.verb() + " " + url();
    }
}
