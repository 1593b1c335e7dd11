package dev.forbear.api;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Workqueue;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The room's beans: the routes below {@code /api/v1} and {@code /problems}. */
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration {

    private final SecureRandom random = new SecureRandom();

    @Bean
    Intake forbearIntake(Controllers controllers, @Qualifier("forbearClock") InstantSource clock) {
        return new Intake(controllers, clock, random);
    }

    @Bean
    Routes forbearRoutes(
            Workqueue queue, Intake intake, @Qualifier("forbearClock") InstantSource clock) {
        var routes =
                Stream.of(new SubmitApi(queue, intake).routes(), new TasksApi(queue).routes())
                        .flatMap(List::stream)
                        .toList();
        return new Routes(routes, new Guard(new Uuid7(clock, random)));
    }

    @Bean
    RouterFunction<ServerResponse> forbearRouter(Routes routes) {
        return routes.router();
    }
}
