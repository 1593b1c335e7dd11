package dev.forbear.security;

import dev.forbear.security.SecuritySettings.Deployment;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.ModelAndView;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A service with the real chain, and stubs where Forbear's own handlers are. */
final class TestService implements AutoCloseable {

    /** Made for each test run: the keys of all roles, by the role's name. */
    static final Map<String, String> KEYS = keys();

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final int port;

    private TestService(ConfigurableApplicationContext context) {
        this.context = context;
        this.port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    private static Map<String, String> keys() {
        var keys = new LinkedHashMap<String, String>();
        for (var role : Role.values()) {
            keys.put(role.word(), KeyForm.drawn(new java.security.SecureRandom()));
        }
        return keys;
    }

    /** A key for each role, and the folder given. */
    static SecuritySettings settings(Path keysDir, boolean openMetrics, Deployment deployment) {
        var keys = new LinkedHashMap<String, SecuritySettings.Key>();
        KEYS.forEach((role, key) ->
                keys.put(role, new SecuritySettings.Key(Hash.of(key).hex(), List.of(role))));
        return new SecuritySettings(keys, keysDir, openMetrics, deployment);
    }

    static SecuritySettings settings() {
        return settings(null, false, new Deployment(Path.of("."), true, false, true));
    }

    static TestService started(SecuritySettings settings, String... properties) {
        return started(Application.class, settings, InstantSource.system(), properties);
    }

    static TestService started(
            Class<?> application,
            SecuritySettings settings,
            InstantSource clock,
            String... properties) {
        var spring = new SpringApplication(application);
        spring.addInitializers(context -> {
            var beans = (GenericApplicationContext) context;
            beans.registerBean("forbearClock", InstantSource.class, () -> clock);
            beans.registerBean(SecuritySettings.class, () -> settings);
        });
        var arguments = new ArrayList<>(List.of(properties));
        arguments.addFirst("server.address=127.0.0.1");
        arguments.addFirst("server.port=0");
        arguments.addFirst("management.endpoints.web.exposure.include=*");
        arguments.addFirst("management.endpoint.health.show-details=when-authorized");
        arguments.addFirst("management.endpoint.health.roles=viewer,operator,admin");
        arguments.addFirst("spring.autoconfigure.exclude=dev.forbear.ForbearAutoConfiguration");
        return new TestService(
                spring.run(arguments.stream().map(it -> "--" + it).toArray(String[]::new)));
    }

    /** A client of an application that has been started otherwise. */
    static TestService of(ConfigurableApplicationContext context) {
        return new TestService(context);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    int port() {
        return port;
    }

    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", int.class);
    }

    /** With no key if it is null. */
    HttpResponse<String> call(String method, String path, String key)
            throws IOException, InterruptedException {
        return call(port, method, path, key);
    }

    HttpResponse<String> call(int at, String method, String path, String key)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        var body = method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody();
        request.header("Content-Type", "application/json").method(method, body);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends exactly this head, as no client would, and returns all that comes back. */
    String raw(String... head) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var request = String.join("\r\n", head) + "\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }

    /** Writes a key file as an operator does. */
    static void write(Path file, String key) throws IOException {
        Files.writeString(file, key + "\n");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = UserDetailsServiceAutoConfiguration.class)
    @Import({SecurityConfiguration.class, Stubs.class, ForbearEndpoint.class})
    static class Application {}

    /** Answers everywhere, with the name of the caller. */
    @RestController
    static class Stubs {

        @RequestMapping("/**")
        String reached(Principal principal) {
            return "reached by " + (principal == null ? "nobody" : principal.getName());
        }

        /** Answers in a second pass of the request, as a read that waits does. */
        @RequestMapping("/api/v1/tasks/demo/later")
        Callable<String> reachedLater(HttpServletRequest request) {
            return () -> "reached later by " + request.getUserPrincipal().getName();
        }

        /** Passes the request on inside the server, to a path that is nobody's. */
        @RequestMapping("/api/v1/tasks/demo/elsewhere")
        ModelAndView reachedElsewhere() {
            return new ModelAndView("forward:/elsewhere");
        }

        /** Fails, so that the server makes a pass to its error page. */
        @RequestMapping("/api/v1/tasks/demo/never")
        String failed(HttpServletResponse response) throws IOException {
            response.sendError(418);
            return "not shown";
        }
    }

    /** Where Forbear's own endpoint is. */
    @Endpoint(id = "forbear")
    static class ForbearEndpoint {

        @ReadOperation
        String read() {
            return "{}";
        }
    }
}
