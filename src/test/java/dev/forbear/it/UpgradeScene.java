package dev.forbear.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.stream.Collectors.toMap;

import dev.forbear.it.ServiceProcess.Launch;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A database of PostgreSQL, and processes of the old and the new version on it. */
final class UpgradeScene implements AutoCloseable {

    private static final String KEY = "fbr_upgrade";

    /** Several to a core, and they live for seconds. */
    private static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar");

    private static final List<String> CONTROLLERS =
            List.of(
                    "--forbear.demo.enabled=true",
                    "--forbear.controllers.demo.concurrency=4",
                    "--forbear.controllers.demo.retry.initial-delay=100ms",
                    "--forbear.controllers.demo.retry.max-attempts=" + UpgradeLoad.MAX_ATTEMPTS,
                    "--forbear.shutdown-grace=3s");

    private static final String VERSION =
            "select 'version', max(version::int) from forbear_schema_history where success";
    private static final String WAITING =
            "select 'waiting', count(*) from run where controller = 'demo' and state < 3";
    private static final String CRASHED = "select 'crashed', count(*) from run where crashes > 0";

    /** One statement, so that it sees one moment. */
    private static final String MISCOUNTED =
            """
            select controller || ' ' || state, sum(told) - sum(counted)
            from (select controller, state, n as told, 0 as counted from tally
                union all select controller, state, 0, 1 from run) as both_ways
            group by controller, state having sum(told) <> sum(counted)
            """;

    /** Those of the load that came to their end with as many attempts as they need, by kind. */
    private static final String ENDED =
            """
            select left(key, 1), count(*) from run join task using (id)
            where task.controller = 'demo' and key ~ '^[sfa]-[0-9]' and (state, attempts) in
                ((3, case left(key, 1) when 's' then 1 when 'f' then 3 end),
                (4, case left(key, 1) when 'a' then 4 end))
            group by 1
            """;

    private static final String STATES =
            "select (array['QUEUED', 'RUNNING', 'BACKING_OFF', 'SUCCEEDED', 'FAILED', 'CANCELLED'])"
                    + "[state + 1], count(*) from run where controller = 'demo' group by 1";

    private final Path folder;
    private final String receiver;
    private final PostgresDatabase database = PostgresServer.shared().database();
    private final List<ServiceProcess> processes = new ArrayList<>();

    /**
     * @param receiver the URL that tasks of the controller {@code http} call
     */
    UpgradeScene(Path folder, String receiver) {
        this.folder = folder;
        this.receiver = receiver;
    }

    /** A process of a version's jar on a data-dir. */
    static ServiceProcess embedded(String jar, Path dataDir) {
        return started(jar, dataDir, CONTROLLERS);
    }

    private static ServiceProcess started(String jar, Path dataDir, List<String> arguments) {
        var what = new ArrayList<>(SMALL);
        what.add(jar);
        return ServiceProcess.launched(new Launch(List.of(), Map.of(), dataDir, what, arguments));
    }

    /** A process of a version's jar on the database; not ready yet. */
    ServiceProcess replica(String jar) throws IOException {
        var dataDir = folder.resolve("replica-" + processes.size());
        Files.createDirectories(dataDir);
        Files.writeString(dataDir.resolve("admin.key"), KEY); // where the test looks for it
        var arguments = new ArrayList<>(CONTROLLERS);
        arguments.add("--spring.datasource.url=" + database.url());
        arguments.add("--forbear.security.keys.test.sha256=" + sha256());
        arguments.add("--forbear.security.keys.test.roles=admin");
        arguments.add("--forbear.http.targets.receiver.url=" + receiver);
        arguments.add("--forbear.http.targets.receiver.allow=127.0.0.0/8");
        var process = started(jar, dataDir, arguments);
        processes.add(process);
        return process;
    }

    private static String sha256() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(KEY.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The version of the schema. */
    long version() throws SQLException {
        return asked(VERSION).get("version");
    }

    /** Reads each table and is not done with it, as a backup does, until it is closed. */
    Connection reader() throws SQLException {
        var connection = DriverManager.getConnection(database.url());
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "lock table task, run, attempt, fingerprint, tally, controller, node,"
                            + " idempotency in access share mode");
        }
        return connection;
    }

    /** As if a version after the new one had made its step. */
    void stepAhead() {
        database.execute(
                """
                alter table task add column later text;
                insert into forbear_schema_history select installed_rank + 1, version::int + 1,
                    'later', type, 'later', checksum, installed_by, installed_on, 1, true
                from forbear_schema_history order by installed_rank desc limit 1
                """);
    }

    /** From now on each step of a schema fails. */
    void forbidSteps(String message) {
        database.execute(
                "create function forbidden() returns event_trigger language plpgsql"
                        + " as $$ begin raise exception '"
                        + message
                        + "'; end $$; create event trigger forbidden on ddl_command_start"
                        + " execute function forbidden()");
    }

    void allowSteps() {
        database.execute("drop event trigger forbidden");
    }

    /** Waits until nothing of the controller demo is under way. */
    void awaitQuiet() {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> asked(WAITING).get("waiting") == 0);
    }

    /** What there is agrees with what was accepted, with itself and with what a service tells. */
    void assertExact(UpgradeLoad load, ServiceProcess... services) throws Exception {
        assertThat(asked(ENDED)).as("ended as they were to").isEqualTo(load.accepted());
        assertThat(asked(MISCOUNTED)).as("told less counted").isEmpty();
        assertThat(asked(CRASHED).get("crashed")).isZero();
        for (var service : services) {
            assertThat(counts(service)).isEqualTo(asked(STATES));
        }
    }

    private static Map<String, Long> counts(ServiceProcess service) throws Exception {
        var counts = UpgradeWork.json(service.get("/api/v1/controllers/demo")).path("counts");
        return counts.properties().stream()
                .filter(count -> count.getValue().asLong() > 0)
                .collect(toMap(Map.Entry::getKey, count -> count.getValue().asLong()));
    }

    private Map<String, Long> asked(String sql) throws SQLException {
        var answer = new HashMap<String, Long>();
        try (var connection = DriverManager.getConnection(database.url());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                answer.put(rows.getString(1), rows.getLong(2));
            }
        }
        return answer;
    }

    @Override
    public void close() {
        processes.forEach(ServiceProcess::close);
        database.close();
    }
}
