package dev.forbear.breaking;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Counts the rows of a store, and asks it how many it thinks there are, at one moment. */
final class Recount {

    private static final String TOLD =
            "select controller || ' ' || state, sum(n) from tally group by controller, state";
    private static final String COUNTED =
            "select controller || ' ' || state, count(*) from run group by controller, state";

    private Recount() {}

    /** Leaves the connection in a transaction of its own, which sees one state of the store. */
    static Store.Counts of(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        var counts = new Store.Counts(read(connection, TOLD), read(connection, COUNTED));
        connection.rollback();
        return counts;
    }

    private static Map<String, Long> read(Connection connection, String sql) throws SQLException {
        var counts = new HashMap<String, Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }
}
