package dev.forbear.targets;

import dev.forbear.reconciler.Request;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeType;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A call as it is sent. */
final class Outgoing {

    private static final Set<String> HAVE_A_LENGTH = Set.of("POST", "PUT", "PATCH");

    /** Header values that say what is sent, and not who may send it. */
    private static final Set<String> OPEN = Set.of("content-type", "accept", "user-agent");

    private static final int SHORTEST_SECRET = 6;
    private static final int SHORTEST_WORD = 8;
    private static final int SHORTEST_SEGMENT = 16;

    private final String method;
    private final WebUrl url;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    /**
     * @param headers names without regard to case
     * @param body null: none, and no content-length either
     */
    private Outgoing(
            String method, WebUrl url, Map<String, String> headers, byte @Nullable [] body) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
    }

    static Outgoing of(Request<CallSpec> request, Target target, Instant now) {
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
        return new Outgoing(spec.verb(), target.reach().url(), headers, body);
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
        var request = new HttpUriRequestBase(method, url.uri());
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setEntity(new ByteArrayEntity(body, null));
        }
        return request;
    }

    /** The place to connect to. With its address, the host is not looked up again. */
    HttpHost at(InetAddress address) {
        return new HttpHost(url.scheme(), address, url.host().text(), url.port());
    }

    /** What a receiver's answer may repeat and nobody may read. */
    List<String> secrets() {
        var values =
                headers.entrySet().stream()
                        .filter(header -> !OPEN.contains(header.getKey().toLowerCase(Locale.ROOT)))
                        .map(Map.Entry::getValue)
                        .toList();
        var query = url.query() == null ? "" : url.query();
        return Stream.of(
                        longer(SHORTEST_SECRET, values.stream()),
                        longer(SHORTEST_WORD, values.stream().flatMap(v -> split(v, " "))),
                        longer(SHORTEST_SECRET, split(query, "[&=]")),
                        longer(SHORTEST_SEGMENT, split(url.path(), "/")))
                .flatMap(secrets -> secrets)
                .toList();
    }

    private static Stream<String> split(String text, String at) {
        return Arrays.stream(text.split(at));
    }

    private static Stream<String> longer(int least, Stream<String> texts) {
        return texts.filter(text -> text.length() >= least);
    }

    /** Without headers and body. */
    @Override
    public String toString() {
        return method + " " + url;
    }
}
