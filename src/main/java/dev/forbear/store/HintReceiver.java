package dev.forbear.store;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.sql.DataSource;

/**
 * Hears what other replicas tell, on a connection of its own. Behind a pooler it hears nothing,
 * which does no harm.
 */
final class HintReceiver implements AutoCloseable {

    private static final int LISTENED_MILLIS = 5_000;
    private static final int CHECK_SECONDS = 5;

    /** Looks so often whether the connection is one still. */
    private static final int ROUNDS_TO_CHECK = 6;

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final DataSource source;
    private final long node;
    private final Consumer<Hint> heard;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean listening;

    /**
     * @param node whose own hints are left out
     */
    HintReceiver(DataSource source, long node, Consumer<Hint> heard) {
        this.source = source;
        this.node = node;
        this.heard = heard;
        Thread.ofPlatform().name("forbear-store-hints-in").daemon().start(this::run);
    }

    /** True while it would hear. */
    boolean listening() {
        return listening;
    }

    private void run() {
        var pause = Duration.ZERO;
        while (!closedWithin(pause)) {
            try (var connection = source.getConnection()) {
                listen(connection);
            } catch (SQLException | RuntimeException _) {
                pause = listening ? SHORTEST_PAUSE : longer(pause);
            } finally {
                listening = false;
            }
        }
    }

    /** Returns when closed, or fails. */
    private void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute("listen forbear");
        }
        listening = true;
        var hears = connection.unwrap(PGConnection.class);
        for (var round = 1; closed.getCount() > 0; round++) {
            hear(hears.getNotifications(LISTENED_MILLIS));
            if (round % ROUNDS_TO_CHECK == 0 && !connection.isValid(CHECK_SECONDS)) {
                throw new SQLException("the connection is gone", "08006");
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("unlisten forbear");
        }
    }

    private void hear(PGNotification[] notifications) {
        for (var notification : notifications) {
            var hint = Hint.of(notification.getParameter());
            if (hint != null && hint.node() != node) {
                heard.accept(hint);
            }
        }
    }

    private static Duration longer(Duration pause) {
        var longer = pause.isZero() ? SHORTEST_PAUSE : pause.multipliedBy(2);
        return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }

    private boolean closedWithin(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
