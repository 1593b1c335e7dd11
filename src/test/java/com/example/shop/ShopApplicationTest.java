package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Forbear inside an application that has security and a database of its own: neither meets the other's. */
class ShopApplicationTest {

    private static final String CLERK =
            "Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext application;
    private static String key;

    @BeforeAll
    static void start() throws IOException {
        application = new SpringApplicationBuilder(ShopApplication.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--shop.database=" + folder.resolve("shop.db"),
                        "--forbear.data-dir=" + folder.resolve("queue"),
                        "--forbear.defaults.retry.initial-delay=50ms");
        key = "Bearer " + Files.readString(folder.resolve("queue/admin.key")).strip();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static HttpResponse<String> call(String method, String path, String authorization)
            throws IOException, InterruptedException {
        var port = application.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void an_order_is_submitted_retried_and_written_to_the_shops_own_database() throws Exception {
        assertThat(call("PUT", "/orders/o-1", CLERK).statusCode()).isEqualTo(202);

        await().until(() -> call("GET", "/orders/o-1", CLERK).body().equals("true"));
        await().until(() -> call("GET", "/api/v1/tasks/ship-order/o-1", key).body().contains("SUCCEEDED"));
        assertThat(call("GET", "/api/v1/tasks/ship-order/o-1", key).body())
                .contains("\"attempts\":2", "the carrier is closed");
    }

    @Test
    void each_door_takes_its_own_key_only() throws Exception {
        assertThat(call("GET", "/orders/o-2", CLERK).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/orders/o-2", "").statusCode()).isEqualTo(401);
        assertThat(call("GET", "/orders/o-2", key).statusCode()).isEqualTo(401);

        assertThat(call("GET", "/api/v1/controllers", key).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/api/v1/controllers", "").statusCode()).isEqualTo(401);
        assertThat(call("GET", "/api/v1/controllers", CLERK).statusCode()).isEqualTo(401);
    }

    @Test
    void the_shops_database_holds_nothing_of_the_queue() throws SQLException {
        var tables = new ArrayList<String>();
        try (var connection = application.getBean(DataSource.class).getConnection();
                var all = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
            while (all.next()) {
                tables.add(all.getString("TABLE_NAME"));
            }
        }

        assertThat(tables).contains("shipped").doesNotContain("task", "run", "tally", "forbear_schema_history");
        assertThat(folder.resolve("queue/forbear.db")).exists();
    }
}
