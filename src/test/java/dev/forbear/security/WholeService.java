package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.ForbearApplication;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The service itself, with the keys of all roles and one that has none. */
final class WholeService implements AutoCloseable {

    static final String IDLE = KeyForm.drawn(new SecureRandom());

    private final ConfigurableApplicationContext context;

    private WholeService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** On free ports of the loopback address. */
    static WholeService started(Path folder, String... properties) throws IOException {
        var keys = Files.createDirectories(folder.resolve("keys"));
        var all = new ArrayList<>(List.of(properties));
        all.add("server.port=0");
        all.add("server.address=127.0.0.1");
        all.add("forbear.data-dir=" + folder.resolve("data"));
        all.add("forbear.demo.enabled=true");
        all.add("forbear.security.keys-dir=" + keys);
        for (var key : TestService.KEYS.entrySet()) {
            TestService.write(keys.resolve(key.getKey()), key.getValue());
            all.add("forbear.security.keys." + key.getKey() + ".roles=" + key.getKey());
        }
        TestService.write(keys.resolve("idle"), IDLE);
        return new WholeService(
                new SpringApplicationBuilder(ForbearApplication.class)
                        .properties("spring.config.name=forbear-service")
                        .run(all.stream().map(it -> "--" + it).toArray(String[]::new)));
    }

    /** What is logged of a first call without a key; later ones are folded. */
    static String firstRefusal(Calls calls, Door door) throws IOException, InterruptedException {
        try (var log = new LogLines("forbear.security")) {
            var answer = calls.get(door.url() + "/api/v1/tasks", null);
            assertThat(answer.statusCode()).isEqualTo(401);
            return log.warnings().getLast();
        }
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", int.class);
    }

    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", int.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
