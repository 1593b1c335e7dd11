package dev.forbear;

import static org.awaitility.Awaitility.await;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.Submission;
import dev.forbear.reconciler.Submissions;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The service with OpenTelemetry as Spring Boot sets it up, whose spans end up in a list. */
final class TracedService implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Where spans go in place of a collector, and who submits to others. */
    @Configuration(proxyBeanMethods = false)
    static class Extras {

        @Bean
        Ended ended() {
            return new Ended();
        }

        @Bean
        SpanProcessor atOnce(Ended ended) {
            return SimpleSpanProcessor.create(ended);
        }

        @Bean
        Reconciler<Map<String, Object>> relay(Submissions submissions) {
            return request -> {
                submissions.submit(Submission.to("demo").key(request.key()).spec(request.spec()));
                return Result.done();
            };
        }
    }

    /** The spans that have ended. */
    static final class Ended implements SpanExporter {
        private final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    TracedService(Path folder, String... properties) {
        var all = new ArrayList<>(List.of(properties));
        all.addFirst("tests.tracer=true");
        all.addFirst("management.tracing.sampling.probability=1");
        all.addFirst("forbear.defaults.retry.initial-delay=1ms");
        all.addFirst("forbear.security.keys.test.roles=admin");
        all.addFirst("forbear.security.keys.test.sha256=" + SharedService.sha256());
        all.addFirst("forbear.data-dir=" + folder);
        all.addFirst("forbear.demo.enabled=true");
        all.addFirst("server.address=127.0.0.1");
        all.addFirst("server.port=0");
        all.addFirst("spring.config.name=forbear-service");
        var application = new SpringApplication(ForbearApplication.class, Extras.class);
        application.setRegisterShutdownHook(false);
        context = application.run(all.stream().map(it -> "--" + it).toArray(String[]::new));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    String get(String path) throws IOException, InterruptedException {
        return send(request(path).GET()).body();
    }

    HttpRequest.Builder request(String path) {
        var port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + SharedService.KEY);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /**
     * Submits what must be accepted.
     *
     * @param trace the caller's span
     */
    void submit(String path, String type, String trace, String body)
            throws IOException, InterruptedException {
        var answer =
                send(
                        request(path)
                                .header("Content-Type", type)
                                .header("traceparent", trace)
                                .POST(BodyPublishers.ofString(body)));
        if (answer.statusCode() >= 300) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    /** Waits until so many spans of the name have ended, and answers them in that order. */
    List<SpanData> spans(String name, int count) {
        await().until(() -> spans(name).size() >= count);
        return spans(name);
    }

    List<SpanData> spans(String name) {
        return bean(Ended.class).spans.stream().filter(it -> it.getName().equals(name)).toList();
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
