package dev.forbear.security;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A route as it should be: a path of it, and who may call it.
 *
 * @param who words of roles, or {@code anybody}
 */
record Row(Route route, String method, String path, Set<String> who) {

    /** Written by hand after the contract, not made from the enum that it checks. */
    private static final String EXPECTED =
            """
            SUBMIT         POST    /api/v1/tasks                      submitter operator admin
            SUBMIT_BULK    POST    /api/v1/tasks/bulk                 submitter operator admin
            LIST           GET     /api/v1/tasks                      viewer operator admin
            READ           GET     /api/v1/tasks/demo/a:b             viewer submitter operator admin
            PLAN           GET     /api/v1/tasks/demo/a:b/plan        viewer submitter operator admin
            RETRY          POST    /api/v1/tasks/demo/a:b/retry       operator admin
            CANCEL         DELETE  /api/v1/tasks/demo/a:b             operator admin
            CONTROLLERS    GET     /api/v1/controllers                viewer operator admin
            CONTROLLER     GET     /api/v1/controllers/demo           viewer operator admin
            SCHEDULE       GET     /api/v1/controllers/demo/plan      viewer operator admin
            PAUSE          POST    /api/v1/controllers/demo/pause     operator admin
            RESUME         POST    /api/v1/controllers/demo/resume    operator admin
            BACKLOG        GET     /api/v1/backlog                    viewer operator admin metrics
            OPENAPI        GET     /api/v1/openapi.yaml               viewer submitter operator admin
            PROBLEMS       GET     /problems/forbidden                anybody
            LIVEZ          GET     /livez                             anybody
            READYZ         GET     /readyz                            anybody
            HEALTH         GET     /actuator/health                   anybody
            HEALTH         GET     /actuator/health/liveness         anybody
            ENDPOINTS      GET     /actuator                          viewer operator admin
            INFO           GET     /actuator/info                     viewer operator admin
            SCRAPE         GET     /actuator/prometheus               viewer operator admin metrics
            METERS         GET     /actuator/metrics                  viewer operator admin
            METERS         GET     /actuator/metrics/jvm.memory.used  viewer operator admin
            SBOM           GET     /actuator/sbom                     viewer operator admin
            FORBEAR        GET     /actuator/forbear                  viewer operator admin
            LOG_LEVELS     GET     /actuator/loggers                  admin
            SET_LOG_LEVEL  POST    /actuator/loggers/com.example      admin
            """;

    static List<Row> all() {
        return EXPECTED.lines().map(Row::of).toList();
    }

    private static Row of(String line) {
        var words = line.split(" +", -1);
        return new Row(
                Route.valueOf(words[0]),
                words[1],
                words[2],
                Set.of(Arrays.copyOfRange(words, 3, words.length)));
    }

    boolean open() {
        return who.contains("anybody");
    }

    /**
     * GET stands for HEAD too, but at the list of endpoints, which Spring Boot answers to GET only.
     */
    List<String> methods() {
        return method.equals("GET") && route != Route.ENDPOINTS
                ? List.of("GET", "HEAD")
                : List.of(method);
    }
}
