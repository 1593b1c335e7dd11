package com.example.shop;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.stereotype.Repository;

/** The shop's own table, in the shop's own database. */
@Repository
class ShippedOrders {

    private final DataSource database;

    ShippedOrders(DataSource database) throws SQLException {
        this.database = database;
        update("create table if not exists shipped (id text primary key)");
    }

    void add(String id) throws SQLException {
        update("insert or ignore into shipped values (?)", id);
    }

    boolean contains(String id) throws SQLException {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement("select 1 from shipped where id = ?")) {
            query.setString(1, id);
            return query.executeQuery().next();
        }
    }

    private void update(String sql, String... values) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
