package dev.forbear.api;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** The same for a management port of its own, which has a web server of its own. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(ServiceErrorsConfiguration.class)
class ManagementErrorsConfiguration {

    @Bean
    ServiceFilter forbearManagementFilter() {
        return new ServiceFilter();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> forbearManagementTomcat(
            ObjectProvider<Limits> limits) {
        return new TomcatCustomizer(limits.getIfAvailable(Limits::usual));
    }

    /** Before Boot's own error page of that port, whose answers are no problems. */
    @Bean
    RouterFunction<ServerResponse> forbearManagementErrors(
            @Value("${spring.web.error.path:/error}") String path) {
        return ServiceErrorsConfiguration.errors(path);
    }

    /** What the types of the problems there lead to. */
    @Bean
    RouterFunction<ServerResponse> forbearManagementPages(Routes routes) {
        return routes.below(DocsApi.PAGES).router();
    }
}
