package dev.forbear.hostile;

import java.util.List;
import java.util.Random;

/** Paths and queries, of which half are right. */
final class HostilePaths {

    private static final List<String> RIGHT =
            List.of(
                    "/api/v1/tasks",
                    "/api/v1/tasks",
                    "/api/v1/tasks",
                    "/api/v1/tasks/bulk",
                    "/api/v1/tasks/demo/KEY",
                    "/api/v1/tasks/demo/KEY",
                    "/api/v1/tasks/demo/KEY/plan",
                    "/api/v1/tasks/demo/KEY/retry",
                    "/api/v1/tasks/nope/KEY",
                    "/api/v1/controllers",
                    "/api/v1/controllers/demo",
                    "/api/v1/controllers/nope",
                    "/api/v1/controllers/demo/plan",
                    "/api/v1/controllers/demo/resume",
                    "/api/v1/controllers/nope/pause",
                    "/api/v1/backlog",
                    "/api/v1/openapi.yaml",
                    "/api/v1/events",
                    "/api/v1/redrives",
                    "/api/v1/failures",
                    "/api/v1/forecast",
                    "/problems/invalid",
                    "/livez",
                    "/readyz",
                    "/actuator",
                    "/actuator/health",
                    "/actuator/health/nope",
                    "/actuator/info",
                    "/actuator/prometheus",
                    "/actuator/metrics",
                    "/actuator/metrics/nope",
                    "/actuator/metrics/forbear.retries",
                    "/actuator/loggers",
                    "/actuator/loggers/nope",
                    "/actuator/sbom",
                    "/actuator/sbom/nope",
                    "/actuator/forbear",
                    "/actuator/env",
                    "/actuator/heapdump",
                    "/error",
                    "/");
    private static final List<String> PARTS =
            List.of(
                    "..",
                    ".",
                    "%2e%2e",
                    "%2f",
                    "%5c",
                    "%00",
                    "%zz",
                    "%",
                    ";x=y",
                    "//",
                    "\\",
                    "{",
                    "}",
                    "^",
                    "|",
                    "\"",
                    "<script>",
                    "%c0%ae",
                    "%25%32%66",
                    "\u00e4",
                    "\u00ff\u00fe",
                    "%0d%0aX: y",
                    "${7*7}",
                    "'or 1=1--",
                    "a%20b",
                    "\t",
                    "KEY",
                    "~",
                    "%ed%a0%80",
                    "%u0041",
                    ":",
                    "@");
    private static final List<String> QUERIES =
            List.of(
                    "limit=0",
                    "limit=1001",
                    "limit=ten",
                    "limit=",
                    "limit=1&limit=2",
                    "limit=%31",
                    "wait=1ms",
                    "wait=51s",
                    "wait=-1s",
                    "wait=PT",
                    "wait=1ms&until=ended",
                    "until=ended",
                    "state=FAILED",
                    "state=failed",
                    "state=QUEUED&state=FAILED",
                    "cursor=x",
                    "cursor=%00",
                    "cursor=AAAA",
                    "keyPrefix=a/b",
                    "keyPrefix=",
                    "lane=%ff",
                    "controller=demo",
                    "controller=DEMO",
                    "reason=x",
                    "fingerprint=zz",
                    "attempts=0",
                    "attempts=99999999999",
                    "attempts=5",
                    "tag=controller:demo",
                    "tag=x",
                    "nothing=1",
                    "%zz=1",
                    "=",
                    "&&&",
                    "a=b=c",
                    "x[]=1",
                    "%",
                    "limit=9\u00e4",
                    "q=\"",
                    "name[]=forbear");

    private final Random random;

    HostilePaths(Random random) {
        this.random = random;
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    /** The method that the path is made for, so that its handler is reached. */
    String methodOf(String path) {
        if (path.contains("bulk") || path.contains("/retry") || path.contains("/pause")) {
            return "POST";
        }
        if (path.startsWith("/api/v1/tasks/demo/") && random.nextInt(4) == 0) {
            return "DELETE";
        }
        return path.startsWith("/api/v1/tasks") && random.nextInt(3) > 0 ? "POST" : "GET";
    }

    String next() {
        var path = any(RIGHT);
        if (random.nextInt(5) == 0) {
            var at = random.nextInt(path.length()) + 1;
            path = path.substring(0, at) + any(PARTS) + path.substring(at);
        }
        if (random.nextInt(12) == 0) {
            path += "/" + any(PARTS);
        }
        path =
                switch (random.nextInt(120)) {
                    case 0 -> "http://x" + path;
                    case 1 -> "*";
                    case 2 -> "x" + path;
                    case 3 -> path + "/" + "y".repeat(random.nextInt(9_000));
                    case 4 -> "";
                    default -> path;
                };
        var withKey = path.replace("KEY", "k:" + random.nextInt(40));
        return random.nextInt(4) == 0 ? withKey + "?" + any(QUERIES) : withKey;
    }
}
