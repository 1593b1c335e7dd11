package dev.forbear.security;

import dev.forbear.security.Calls.Body;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls each cell of the table at the whole service, and tells which answer otherwise. */
final class Cells {

    /** In the paths of the rows: a task, which is another one for each call. */
    private static final String TASK = "a:b";

    private static final Map<Route, Integer> SUCCESS =
            Map.of(Route.SUBMIT, 202, Route.RETRY, 202, Route.SET_LOG_LEVEL, 204);

    private static final Map<Route, Body> BODIES =
            Map.of(
                    Route.SUBMIT,
                    Body.json("{\"controller\":\"demo\",\"key\":\"single\"}"),
                    Route.SUBMIT_BULK,
                    new Body("application/x-ndjson", "{\"controller\":\"demo\",\"key\":\"bulk\"}"),
                    Route.SET_LOG_LEVEL,
                    Body.json("{\"configuredLevel\":\"INFO\"}"));

    private final Calls calls;
    private final Door service;
    private final Door management;
    private final List<String> wrong = new ArrayList<>();
    private int tasks;

    /** Who calls; nobody has no key. */
    private record Who(String name, String key) {

        static List<Who> all() {
            var all = new ArrayList<Who>();
            TestService.KEYS.forEach((role, key) -> all.add(new Who(role, key)));
            all.add(new Who("one without a role", WholeService.IDLE));
            all.add(new Who("a stranger", KeyForm.drawn(new SecureRandom())));
            all.add(new Who("nobody", null));
            return all;
        }

        boolean known() {
            return !Set.of("a stranger", "nobody").contains(name);
        }
    }

    /** The doors are the same where the actuator has no port of its own. */
    Cells(Calls calls, Door service, Door management) {
        this.calls = calls;
        this.service = service;
        this.management = management;
    }

    /** A line for each call that was not answered by the table; none if all were. */
    List<String> wrong() throws Exception {
        for (var row : Row.all()) {
            var here = row.path().startsWith("/actuator") ? management : service;
            var elsewhere = here.equals(service) ? management : service;
            for (var method : row.methods()) {
                for (var who : Who.all()) {
                    check(row, method, who, here, Set.of(expected(row, who)));
                    if (!elsewhere.equals(here)) {
                        check(row, method, who, elsewhere, expectedElsewhere(row, who));
                    }
                }
            }
        }
        return List.copyOf(wrong);
    }

    private static int expected(Row row, Who who) {
        if (row.open() || row.who().contains(who.name())) {
            return SUCCESS.getOrDefault(row.route(), 200);
        }
        return who.known() ? 403 : 401;
    }

    /** Only the pages of the problem types are at both, since problems are. */
    private static Set<Integer> expectedElsewhere(Row row, Who who) {
        if (row.route() == Route.PROBLEMS) {
            return Set.of(200);
        }
        if (who.known()) {
            return Set.of(403, 404);
        }
        return Set.of(row.open() && row.path().endsWith("z") ? 404 : 401);
    }

    private void check(Row row, String method, Who who, Door door, Set<Integer> expected)
            throws Exception {
        var url = door.url() + row.path().replace(TASK, row.path().contains(TASK) ? task() : "");
        var answer = calls.send(method, url, who.key(), body(row));
        if (!expected.contains(answer.statusCode())) {
            wrong.add(
                    "%s %s as %s: %d instead of %s"
                            .formatted(method, url, who.name(), answer.statusCode(), expected));
        } else if (answer.statusCode() >= 400 && !leadsToItsPage(answer, method, door)) {
            wrong.add("%s %s as %s: %s".formatted(method, url, who.name(), answer.body()));
        }
    }

    private static boolean leadsToItsPage(HttpResponse<String> answer, String method, Door door) {
        return method.equals("HEAD")
                || answer.body().contains("\"type\":\"" + door.base() + "/problems/");
    }

    private static Body body(Row row) {
        return BODIES.getOrDefault(row.route(), Body.NONE);
    }

    private String task() throws IOException, InterruptedException {
        var key = "a:" + tasks++;
        var answer = calls.submit(service, key);
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return key;
    }
}
