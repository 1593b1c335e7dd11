package dev.forbear.api;

import dev.forbear.engine.Controllers;
import dev.forbear.engine.Ticker;
import dev.forbear.engine.Traces;
import dev.forbear.engine.Watchers;
import dev.forbear.engine.Workqueue;

import org.springframework.beans.factory.ObjectProvider;
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
    Waits forbearWaits(
            Workqueue queue,
            Watchers watchers,
            @Qualifier("forbearTicker") Ticker ticker,
            ObjectProvider<Limits> limits) {
        return new Waits(queue, watchers, ticker, limits.getIfAvailable(Limits::usual).waits());
    }

    @Bean
    Routes forbearRoutes(
            Workqueue queue,
            Intake intake,
            Waits waits,
            ObjectProvider<Limits> limits,
            ObjectProvider<Masks> masks,
            ObjectProvider<Traces> traces,
            @Qualifier("forbearClock") InstantSource clock) {
        var uuids = new Uuid7(clock, random);
        var bounds = limits.getIfAvailable(Limits::usual);
        var traced = traces.getIfAvailable(() -> Traces.NONE);
        var routes =
                Stream.of(
                                new SubmitApi(queue, intake, traced).routes(),
                                new BulkApi(queue, intake, traced, uuids, bounds).routes(),
                                new ListApi(queue).routes(),
                                new TasksApi(queue, waits).routes(),
                                new PlanApi(queue).routes(),
                                new ControllersApi(queue).routes(),
                                new BacklogApi(queue).routes(),
                                new DocsApi().routes())
                        .flatMap(List::stream)
                        .toList();
        return new Routes(
                routes, new Guard(uuids, bounds, masks.getIfAvailable(() -> new Masks(List.of()))));
    }

    @Bean
    RouterFunction<ServerResponse> forbearRouter(Routes routes) {
        return routes.router();
    }
}
