package dev.forbear.api;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import java.util.Map;

/**
 * Makes problems of all errors of the process, those of the container included. Only for the
 * service: an application that Forbear is part of keeps its own error pages.
 */
@Configuration(proxyBeanMethods = false)
public class ServiceErrorsConfiguration {

    /** Being there, it keeps Boot's own error page away. */
    @Bean
    ErrorController forbearErrorController() {
        return new ErrorController() {};
    }

    @Bean
    RouterFunction<ServerResponse> forbearErrorRouter(
            @Value("${spring.web.error.path:/error}") String path) {
        return errors(path);
    }

    /** Answers what the container dispatches to the path when a request has failed. */
    static RouterFunction<ServerResponse> errors(String path) {
        return RouterFunctions.route(
                RequestPredicates.path(path),
                request ->
                        Answers.bytes(
                                ServiceErrors.status(request.servletRequest()),
                                MediaType.APPLICATION_PROBLEM_JSON,
                                Map.of(),
                                ServiceErrors.dispatched(request.servletRequest())));
    }

    /** Behind the keys: who has none learns nothing here. */
    @Bean
    ServiceFilter forbearServiceFilter() {
        return new ServiceFilter();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> forbearTomcat(
            ObjectProvider<Limits> limits) {
        return new TomcatCustomizer(limits.getIfAvailable(Limits::usual));
    }
}
