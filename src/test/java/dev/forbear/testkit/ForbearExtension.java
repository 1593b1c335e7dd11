package dev.forbear.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a context around a queue before each test and ends it afterwards. */
final class ForbearExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace OURS = Namespace.create(ForbearExtension.class);

    private record Running(ConfigurableApplicationContext context, Path folder) {}

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        running(test)
                .context()
                .getAutowireCapableBeanFactory()
                .autowireBean(test.getRequiredTestInstance());
    }

    private static Running running(ExtensionContext test) {
        return test.getStore(OURS).computeIfAbsent(Running.class, _ -> start(test), Running.class);
    }

    private static Running start(ExtensionContext test) {
        var annotation =
                AnnotationSupport.findAnnotation(
                                test.getRequiredTestClass(),
                                ForbearTest.class,
                                test.getEnclosingTestClasses())
                        .orElseThrow();
        try {
            var folder = Files.createTempDirectory("forbear-test-");
            var context =
                    new SpringApplicationBuilder(ForbearQueueConfiguration.class)
                            .sources(annotation.value())
                            .web(WebApplicationType.NONE)
                            .bannerMode(Banner.Mode.OFF)
                            .logStartupInfo(false)
                            .registerShutdownHook(false)
                            .properties("logging.level.org.flywaydb=warn")
                            .properties(annotation.properties())
                            .run(
                                    "--forbear.data-dir=" + folder,
                                    "--forbear.datasource.url="); // whatever the application has
            return new Running(context, folder);
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder for the queue's store", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        var running = test.getStore(OURS).remove(Running.class, Running.class);
        if (running != null) {
            running.context().close();
            FileSystemUtils.deleteRecursively(running.folder());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getTestMethod().isPresent()
                && running(test)
                        .context()
                        .getBeanProvider(parameter.getParameter().getType())
                        .stream()
                        .findAny()
                        .isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return running(test).context().getBean(parameter.getParameter().getType());
    }
}
