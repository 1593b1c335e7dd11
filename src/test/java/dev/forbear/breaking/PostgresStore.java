package dev.forbear.breaking;

import dev.forbear.breaking.check.FaultKind;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL, shared by three replicas, each of which reaches it through a relay of its own. */
final class PostgresStore implements Store {

    private static final List<String> REPLICAS = List.of("a", "b", "c");
    private static final Duration LEASE = Duration.ofSeconds(12);
    private static final String OVERDUE =
            "select t.key, forbear_now() - r.due_at from run r join task t on t.id = r.id"
                    + " where r.owner is not null and r.state = 1 and r.due_at < forbear_now()"
                    + " order by r.due_at limit 1";

    private final Server server;
    private final Map<String, Relay> relays = new LinkedHashMap<>();

    PostgresStore(Path folder) throws IOException, SQLException {
        server = new Server(folder);
        for (var replica : REPLICAS) {
            relays.put(replica, new Relay(server.port()));
        }
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public int replicas() {
        return REPLICAS.size();
    }

    @Override
    public Duration lease() {
        return LEASE;
    }

    @Override
    public Map<String, String> environment(String replica) {
        var at = "127.0.0.1:" + relays.get(replica).port();
        return Map.of(
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://" + at + "/" + Server.USER,
                "SPRING_DATASOURCE_USERNAME",
                Server.USER,
                "SPRING_DATASOURCE_PASSWORD",
                Server.USER);
    }

    @Override
    public Counts counts() throws SQLException {
        try (var connection = server.direct()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return Recount.of(connection);
        }
    }

    @Override
    public List<Overdue> overdue() throws SQLException {
        var overdue = new ArrayList<Overdue>();
        try (var connection = server.direct();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(OVERDUE)) {
            while (rows.next()) {
                overdue.add(new Overdue(rows.getString(1), rows.getLong(2) * 1_000));
            }
        }
        return overdue;
    }

    @Override
    public Map<FaultKind, Fault> faults(Records records) {
        var all = ServerFaults.all(server);
        all.putAll(LinkFaults.all(relays));
        return all;
    }

    @Override
    public void close() throws IOException {
        for (var relay : relays.values()) {
            relay.close();
        }
        server.close();
    }
}
