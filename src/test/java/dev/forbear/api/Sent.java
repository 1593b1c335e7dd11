package dev.forbear.api;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;

/** What a request of the tests was made of. */
final class Sent {

    private Sent() {}

    static Map<String, String> query(HttpRequest request) {
        var query = new TreeMap<String, String>();
        var raw = request.uri().getRawQuery();
        if (raw != null) {
            for (var part : raw.split("&", -1)) {
                var pair = part.split("=", 2);
                query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    static boolean hasBody(HttpRequest request) {
        return request.bodyPublisher().filter(body -> body.contentLength() > 0).isPresent();
    }

    /**
     * Of a body that was given as a text or as bytes; a mark of the byte order is no part of it.
     */
    static String body(HttpRequest request) {
        var bytes = new ByteArrayOutputStream();
        request.bodyPublisher()
                .orElseThrow()
                .subscribe(
                        new Flow.Subscriber<>() {
                            @Override
                            public void onSubscribe(Flow.Subscription subscription) {
                                subscription.request(Long.MAX_VALUE);
                            }

                            @Override
                            public void onNext(ByteBuffer part) {
                                var copy = new byte[part.remaining()];
                                part.get(copy);
                                bytes.writeBytes(copy);
                            }

                            @Override
                            public void onError(Throwable thrown) {
                                throw new AssertionError(thrown);
                            }

                            @Override
                            public void onComplete() {}
                        });
        return bytes.toString(StandardCharsets.UTF_8).replace("\uFEFF", "");
    }
}
