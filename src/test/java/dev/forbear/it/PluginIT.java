package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.greeting.GreetingReconciler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import javax.tools.ToolProvider;

/** A jar that was compiled against the API alone brings its controller into the service. */
class PluginIT {

    private static final Path SOURCE =
            Path.of("src/test/java/com/example/greeting/GreetingReconciler.java");
    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    @TempDir private Path folder;

    /** The artifact with the classifier {@code api}, beside the runnable one. */
    private static Path api() {
        return Path.of(System.getProperty("forbear.jar").replace("-exec.jar", "-api.jar"));
    }

    @Test
    void the_api_is_one_package_and_needs_nothing() throws IOException {
        try (var jar = new JarFile(api().toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .filteredOn(it -> it.endsWith(".class"))
                    .isNotEmpty()
                    .allMatch(it -> it.startsWith("dev/forbear/reconciler/"));
        }
    }

    @Test
    void a_plugin_compiled_against_the_api_runs_and_is_told_of() throws Exception {
        var service = ServiceProcess.extract(folder.resolve("app")).toString();
        var data = folder.resolve("data");
        try (var running = ServiceProcess.withPlugin(service, plugin(), data).awaitReady()) {
            var task = "{\"controller\":\"greeting\",\"key\":\"a\",\"spec\":{\"name\":\"world\"}}";
            assertThat(running.post("/api/v1/tasks", task).statusCode()).isEqualTo(202);
            assertThat(running.get("/api/v1/tasks/greeting/a?wait=20s&until=ended").body())
                    .contains("SUCCEEDED");
            assertThat(running.log()).contains("hello world, said the plugin");

            var info = JsonMapper.builder().build().readTree(running.get("/actuator/info").body());
            var told = info.at("/controllers/greeting");
            assertThat(told.path("class").asString()).isEqualTo(GreetingReconciler.class.getName());
            assertThat(told.path("from").asString()).isEqualTo("greeting-1.2.jar");
            assertThat(told.path("version").asString()).isEqualTo("1.2");
            assertThat(info.at("/controllers/http/from").asString()).startsWith("forbear-");
        }
    }

    private Path plugin() throws IOException {
        var classes = Files.createDirectories(folder.resolve("classes"));
        var compiler = ToolProvider.getSystemJavaCompiler();
        var arguments =
                List.of(
                        "-proc:none",
                        "-cp",
                        api().toString(),
                        "-d",
                        classes.toString(),
                        "" + SOURCE);
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
        var jar = folder.resolve("greeting-1.2.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
            out.putNextEntry(new JarEntry(IMPORTS));
            out.write(GreetingReconciler.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
