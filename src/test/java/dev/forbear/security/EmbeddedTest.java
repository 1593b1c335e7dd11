package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.handler.MappedInterceptor;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/** Inside somebody's own application, which has its own paths and its own security. */
@Tag("slow")
class EmbeddedTest {

    private static final String VIEWER = TestService.KEYS.get("viewer");
    private static final String USER =
            "Authorization: Basic "
                    + Base64.getEncoder()
                            .encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
    private static final Deployment EMBEDDED = new Deployment(Path.of("."), true, false, false);

    private static TestService started(Class<?> application, SecuritySettings settings) {
        return TestService.started(
                application,
                settings,
                InstantSource.system(),
                "spring.security.user.name=user",
                "spring.security.user.password=secret");
    }

    @Test
    void what_is_forbears_asks_for_a_key() throws Exception {
        try (var service = started(Plain.class, TestService.settings(null, false, EMBEDDED))) {
            for (var path :
                    new String[] {
                        "/api/v1/tasks", "/api/v1/controllers/demo", "/actuator/forbear"
                    }) {
                assertThat(service.call("GET", path, null).statusCode()).as(path).isEqualTo(401);
                assertThat(service.call("GET", path, VIEWER).statusCode()).as(path).isEqualTo(200);
                assertThat(service.raw("GET " + path + " HTTP/1.1", USER))
                        .as(path)
                        .startsWith("HTTP/1.1 401 ")
                        .contains("/problems/unauthorized");
            }
            assertThat(service.call("GET", "/api/v1/tasks/x", VIEWER).statusCode()).isEqualTo(404);
            assertThat(service.call("GET", "/problems/forbidden", null).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_is_the_applications_stays_as_closed_as_it_was() throws Exception {
        try (var service = started(Plain.class, TestService.settings(null, false, EMBEDDED))) {
            for (var path :
                    new String[] {
                        "/",
                        "/hello",
                        "/api/v1/customers",
                        "/api/v1/tasksx",
                        "/livez",
                        "/actuator/info",
                        "/actuator/prometheus"
                    }) {
                assertThat(service.raw("GET " + path + " HTTP/1.1"))
                        .as(path)
                        .startsWith("HTTP/1.1 401 ")
                        .doesNotContain("/problems/");
                assertThat(service.raw("GET " + path + " HTTP/1.1", USER))
                        .as(path)
                        .startsWith("HTTP/1.1 200 ");
                assertThat(service.call("GET", path, TestService.KEYS.get("admin")).statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void the_applications_own_chain_and_its_customizers_do_not_reach_ours() throws Exception {
        try (var service = started(OwnChain.class, TestService.settings(null, false, EMBEDDED))) {
            assertThat(service.call("GET", "/hello", null).statusCode()).isEqualTo(200);
            assertThat(service.call("GET", "/api/v1/tasks", null).statusCode()).isEqualTo(401);
            assertThat(service.raw("GET /api/v1/tasks HTTP/1.1", USER)).startsWith("HTTP/1.1 401 ");
            assertThat(
                            service.call("POST", "/api/v1/tasks", TestService.KEYS.get("submitter"))
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void an_application_that_brings_the_chain_itself_decides_and_needs_no_key() throws Exception {
        var none =
                new SecuritySettings(
                        Map.of(),
                        null,
                        false,
                        new Deployment(Path.of("/nowhere"), false, false, false));
        try (var service = started(Replacing.class, none)) {
            assertThat(service.call("GET", "/api/v1/tasks", null).statusCode()).isEqualTo(200);
            assertThat(service.context().getBeansOfType(KeyRing.class)).isEmpty();
        }
    }

    @Test
    void handlers_that_the_application_maps_elsewhere_are_not_open() throws Exception {
        try (var service = started(Remapping.class, TestService.settings(null, false, EMBEDDED))) {
            for (var path : new String[] {"/API/V1/TASKS", "/any/api/v1/tasks"}) {
                var answer = service.call("GET", path, null);
                assertThat(answer.statusCode()).as(path).isEqualTo(403);
                assertThat(answer.body())
                        .as(path)
                        .contains("define a bean forbearSecurityFilterChain");
            }
            assertThat(service.call("GET", "/api/v1/tasks", VIEWER).statusCode()).isEqualTo(200);
        }
    }

    /** As an auto-configuration that comes after Spring Boot's own. */
    static final class Last implements DeferredImportSelector, Ordered {

        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            return new String[] {SecurityConfiguration.class.getName()};
        }

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Last.class, TestService.Stubs.class, TestService.ForbearEndpoint.class})
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    @Import(Plain.class)
    static class OwnChain {

        @Bean
        SecurityFilterChain open(HttpSecurity http) {
            return http.authorizeHttpRequests(all -> all.anyRequest().permitAll()).build();
        }

        @Bean
        Customizer<HttpSecurity> basicEverywhere() {
            return http -> http.httpBasic(Customizer.withDefaults());
        }
    }

    /** Everything is open to everybody, and the stubs are what the guard stands before. */
    @Configuration(proxyBeanMethods = false)
    @Import(OwnChain.class)
    static class Remapping {

        @Bean
        MappedInterceptor guardOfTheStubs() {
            return new MappedInterceptor(null, new Guard("dev.forbear.security"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Plain.class)
    static class Replacing {

        @Bean
        SecurityFilterChain forbearSecurityFilterChain(HttpSecurity http) {
            return http.authorizeHttpRequests(all -> all.anyRequest().permitAll()).build();
        }
    }
}
