package dev.forbear.targets;

import dev.forbear.targets.HttpSettings.Connections;

import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many calls a second the controller {@code http} makes to a receiver on loopback, without a
 * queue around it, beside the same client bare: {@code java … HttpSpeed [concurrency] [seconds]}.
 */
final class HttpSpeed {

    private static final String SPEC = "{'target':'orders','path':'new','body':{'order':7}}";

    private final int concurrency;
    private final int seconds;

    private HttpSpeed(int concurrency, int seconds) {
        this.concurrency = concurrency;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        var concurrency = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        var seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        var speed = new HttpSpeed(concurrency, seconds);
        for (var millis : new int[] {0, 50}) {
            for (var round = 0; round < 3; round++) {
                speed.compare(millis);
            }
        }
    }

    private interface Work {
        void once() throws Exception;
    }

    private void compare(int millis) throws Exception {
        try (var receiver = new Receiver();
                var scene = new Scene().target("orders", receiver.url());
                var bare = bare()) {
            receiver.answering((_, out, _) -> {
                if (millis > 0) {
                    var _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
                }
                Receiver.write(out, Receiver.answer(200, "{}"));
            });
            scene.connections = new Connections(concurrency, concurrency);
            scene.http();
            var request = Scene.request(SPEC, 1, 1);
            var calls = rate(() -> scene.http().reconcile(request));
            var bareCalls = rate(() -> call(bare, receiver.url()));
            System.out.printf(
                    "receiver takes %d ms, concurrency %d: http %,.0f calls/s, the client bare"
                            + " %,.0f, %d connections%n",
                    millis, concurrency, calls, bareCalls, receiver.connections());
        }
    }

    private CloseableHttpClient bare() {
        return HttpClients.custom()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(concurrency)
                                .setMaxConnTotal(concurrency)
                                .build())
                .build();
    }

    private static void call(CloseableHttpClient client, String url) throws Exception {
        var request = ClassicRequestBuilder.post(url + "/new").setEntity("{\"order\":7}").build();
        client.execute(
                request,
                response -> {
                    EntityUtils.consume(response.getEntity());
                    return response.getCode();
                });
    }

    /** Calls a second of so many threads that each call again as soon as they can. */
    private double rate(Work work) throws Exception {
        var over = new AtomicBoolean();
        var loops = new ArrayList<FutureTask<Long>>();
        for (var i = 0; i < concurrency; i++) {
            var loop =
                    new FutureTask<>(() -> {
                        var calls = 0L;
                        for (; !over.get(); calls++) {
                            work.once();
                        }
                        return calls;
                    });
            loops.add(loop);
            Thread.ofPlatform().daemon().start(loop);
        }
        var _ = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        over.set(true);
        var calls = 0L;
        for (var loop : loops) {
            calls += loop.get();
        }
        return (double) calls / seconds;
    }
}
