package dev.forbear.targets;

import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A controller {@code http} with a table in place of the DNS; each part can be set before use. */
final class Scene implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final Map<String, Lookups.Resolver> names = new HashMap<>();
    final List<String> allow = new ArrayList<>();
    final Map<String, HttpSettings.Target> targets = new HashMap<>();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger lookedUp = new AtomicInteger();
    HttpSettings.Times times =
            new HttpSettings.Times(Duration.ofSeconds(5), null, Duration.ofSeconds(10));
    HttpSettings.Connections connections = new HttpSettings.Connections(20, 100);
    DefaultClientTlsStrategy tls = DefaultClientTlsStrategy.createDefault();

    private final Lookups lookups =
            new Lookups(name -> {
                lookedUp.incrementAndGet();
                return names.getOrDefault(name, Scene::unknown).addresses(name);
            });
    private volatile Instant now = NOW;
    private final InstantSource clock = () -> now;
    private HttpReconciler http;

    private static InetAddress[] unknown(String name) throws UnknownHostException {
        throw new UnknownHostException(name);
    }

    Scene allowing(String... entries) {
        allow.addAll(List.of(entries));
        return this;
    }

    Scene name(String name, String... addresses) {
        names.put(name, _ -> addresses(addresses));
        return this;
    }

    static InetAddress[] addresses(String... texts) {
        return List.of(texts).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    Scene target(String name, HttpSettings.Target target) {
        targets.put(name, target);
        return this;
    }

    /** A target on loopback, which it is allowed to be. */
    Scene target(String name, String url) {
        return target(name, targetAt(url));
    }

    static HttpSettings.Target targetAt(String url) {
        return new HttpSettings.Target(
                url, List.of(), Map.of(), List.of("127.0.0.0/8"), List.of(), null, null);
    }

    HttpSettings settings() {
        return new HttpSettings(
                allow, times, connections, targets, List.of("password", "secret", "api[-_]?key"));
    }

    Targets configured() {
        return new Targets(settings());
    }

    Guard guard() {
        return new Guard(lookups);
    }

    HttpReconciler http() {
        if (http == null) {
            http =
                    new HttpReconciler(
                            configured(),
                            guard(),
                            new Refusals(refused::incrementAndGet, clock),
                            Clients.client(settings(), tls),
                            clock);
        }
        return http;
    }

    /** One attempt of a task with this spec; apostrophes stand for quotation marks. */
    Result call(String spec) throws Exception {
        return call(spec, 1, 1);
    }

    Result call(String spec, long generation, int attempt) throws Exception {
        return http().reconcile(request(spec, generation, attempt));
    }

    static Request<CallSpec> request(String spec, long generation, int attempt) {
        var uid = "01890000-0000-7000-8000-000000000001";
        return new Request<>("http", "order.7", uid, generation, attempt, 100, spec(spec));
    }

    static CallSpec spec(String json) {
        return new JsonMapper().readValue(json.replace('\'', '"'), CallSpec.class);
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
        lookups.close();
    }
}
