package dev.forbear.api;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;

import java.util.List;

/**
 * One operation: what is called how, and who answers.
 *
 * @param parameters the names of the query parameters that it takes
 * @param produces the media type of its answer
 */
record Route(
        HttpMethod method,
        String path,
        List<String> parameters,
        MediaType produces,
        Handler handler) {

    @FunctionalInterface
    interface Handler {
        ServerResponse answer(Call call) throws Exception;
    }

    static Route get(String path, Handler handler, String... parameters) {
        return new Route(HttpMethod.GET, path, List.of(parameters), Answers.JSON, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(HttpMethod.POST, path, List.of(), Answers.JSON, handler);
    }

    static Route delete(String path, Handler handler) {
        return new Route(HttpMethod.DELETE, path, List.of(), Answers.JSON, handler);
    }

    Route producing(MediaType type) {
        return new Route(method, path, parameters, type, handler);
    }
}
