package dev.forbear;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The service as one replica of several in this JVM, with the controller demo and an admin's key.
 */
final class SharedService implements AutoCloseable {

    static final String KEY = "fbr_0123456789abcdefghijklmnopqrstuvwxyz";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final URI base;

    private SharedService(ConfigurableApplicationContext context) {
        this.context = context;
        var port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    static SharedService started(String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.addFirst("forbear.security.keys.test.roles=admin");
        all.addFirst("forbear.security.keys.test.sha256=" + sha256());
        return startedWithoutKey(all.toArray(String[]::new));
    }

    static SharedService startedWithoutKey(String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.addFirst("forbear.demo.enabled=true");
        all.addFirst("forbear.lease=10s");
        all.addFirst("forbear.shutdown-grace=0s");
        all.addFirst("server.address=127.0.0.1");
        all.addFirst("server.port=0");
        all.addFirst("spring.config.name=forbear-service");
        var application = new SpringApplication(ForbearApplication.class);
        application.setRegisterShutdownHook(false);
        return new SharedService(
                application.run(all.stream().map(it -> "--" + it).toArray(String[]::new)));
    }

    static String sha256() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(KEY.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call("GET", path, "");
    }

    HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Authorization", "Bearer " + KEY)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** Submits to demo and expects that it is accepted. */
    void submit(String key, String spec) throws IOException, InterruptedException {
        var body =
                """
                {"controller": "demo", "key": "%s", "spec": %s}\
                """
                        .formatted(key, spec);
        var answer = call("POST", "/api/v1/tasks", body);
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    /** The task as this replica tells it. */
    String task(String key) throws IOException, InterruptedException {
        return get("/api/v1/tasks/demo/" + key).body();
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
