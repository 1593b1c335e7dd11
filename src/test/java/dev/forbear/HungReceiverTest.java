package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;

import dev.forbear.engine.Engine;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;
import dev.forbear.store.PostgresPool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that takes calls and never answers holds no more than it may. */
@Tag("slow")
@Timeout(120)
class HungReceiverTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** More than there are connections to the database. */
    private static final int CONCURRENCY = 6;

    private static final int POOL = 4;

    /** On which the replica hears from the others. */
    private static final int LISTENING = 1;

    private final PostgresDatabase database = PostgresServer.shared().database();
    private final HungReceiver receiver = new HungReceiver();
    private final SharedService service =
            SharedService.started(
                    "spring.datasource.url=" + database.url(),
                    "forbear.datasource.pool-size=" + POOL,
                    "forbear.controllers.http.concurrency=" + CONCURRENCY,
                    "forbear.http.targets.hung.url=" + receiver.url(),
                    "forbear.http.targets.hung.allow=127.0.0.0/8");

    HungReceiverTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        service.close();
        receiver.close();
        database.close();
    }

    private int used() {
        var pool = (HikariDataSource) service.bean(PostgresPool.class).connections();
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    private int running() {
        return service.bean(Engine.class).running("http");
    }

    @Test
    void it_holds_the_concurrency_and_no_database_connection_and_other_controllers_go_on()
            throws Exception {
        for (var i = 0; i < 3 * CONCURRENCY; i++) {
            var task =
                    """
                    {"controller": "http", "key": "hung-%d", "spec": {"target": "hung"}}\
                    """
                            .formatted(i);
            assertThat(service.call("POST", "/api/v1/tasks", task).statusCode()).isEqualTo(202);
        }
        await().atMost(SOON).until(() -> receiver.open().size() == CONCURRENCY);

        for (var i = 0; i < 20; i++) {
            var key = "other-" + i;
            service.submit(key, "{}");
            await().atMost(SOON).until(() -> service.task(key).contains("\"state\":\"SUCCEEDED\""));
        }

        assertThat(running()).isEqualTo(CONCURRENCY);
        assertThat(receiver.open()).hasSize(CONCURRENCY);
        await().atMost(SOON).until(() -> used() == LISTENING);
    }

    /** Takes connections, and does nothing with them. */
    private static final class HungReceiver {

        private final ServerSocket server =
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        HungReceiver() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    open.add(server.accept());
                } catch (IOException _) {
                    return; // closed
                }
            }
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        List<Socket> open() {
            return open;
        }

        void close() throws IOException {
            server.close();
            for (var socket : open) {
                socket.close();
            }
        }
    }
}
