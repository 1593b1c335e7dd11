package dev.forbear.bench;

import dev.forbear.store.DataDir;
import dev.forbear.store.SqliteTaskStore;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What the statements of a task's way cost on their own: one thread, JDBC, the store's schema and
 * pragmas. Claims 200, commits, writes the 200 back as succeeded, commits, and so on.
 */
final class BareLoop {

    private static final int CLAIMED = 200;
    private static final int RUNNING = 1;
    private static final int SUCCEEDED = 3;

    /** The columns of {@code run} that the store rewrites at each move, in its order. */
    private static final List<String> COLUMNS =
            List.of(
                    "state",
                    "due_at",
                    "next_due",
                    "epoch",
                    "owner",
                    "generation",
                    "attempts",
                    "crashes",
                    "started_at",
                    "floor_at",
                    "first_failed_at",
                    "first_error",
                    "fingerprint",
                    "deadline_at",
                    "deadline_after",
                    "reason",
                    "updated_at");

    private static final String TASK =
            "insert into task (id, controller, key, uid, created_at, spec, spec_digest)"
                    + " values (?, 'demo', ?, randomblob(16), ?, '{}', hex(randomblob(16)))";
    private static final String RUN =
            "insert into run (id, controller, state, due_at, epoch, generation, attempts, crashes,"
                    + " updated_at) values (?, 'demo', 0, ?, 0, 1, 0, 0, ?)";
    private static final String DUE =
            "select r.id, r."
                    + String.join(", r.", COLUMNS)
                    + ", t.controller, t.key, t.uid, t.created_at, t.spec, t.spec_digest, t.lane,"
                    + " t.max_attempts from run r cross join task t on t.id = r.id"
                    + " where r.controller = ? and r.due_at <= ? and r.crashes < 2"
                    + " order by r.due_at, r.id limit "
                    + CLAIMED;
    private static final String UPDATE =
            "update run set " + String.join(" = ?, ", COLUMNS) + " = ? where id = ?";
    private static final String IF_UNMOVED = " and epoch = ? and state = 1 and generation = ?";
    private static final String TALLY =
            "insert into tally (node, controller, state, n) values (0, 'demo', ?, ?)"
                    + " on conflict (node, controller, state) do update set n = n + excluded.n";

    private final Connection connection;

    private BareLoop(Connection connection) {
        this.connection = connection;
    }

    static double tasksPerSecond(int tasks) throws IOException, SQLException {
        var folder = Service.folder();
        try (var dir = DataDir.open(folder)) {
            SqliteTaskStore.open(dir, InstantSource.system(), _ -> {}).close();
            try (var connection = connected(folder)) {
                var loop = new BareLoop(connection);
                loop.fill(tasks);
                var begin = System.nanoTime();
                loop.run();
                return tasks * 1e9 / (System.nanoTime() - begin);
            }
        } finally {
            Service.delete(folder);
        }
    }

    private static Connection connected(Path folder) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setCacheSize(-32_768);
        config.setWalAutocheckpoint(4_000);
        config.setGetGeneratedKeys(false);
        var connection = config.createConnection("jdbc:sqlite:" + folder.resolve("forbear.db"));
        connection.setAutoCommit(false);
        return connection;
    }

    private void fill(int tasks) throws SQLException {
        try (var task = connection.prepareStatement(TASK);
                var run = connection.prepareStatement(RUN)) {
            for (var i = 1; i <= tasks; i++) {
                update(task, i, "key-" + i, i);
                update(run, i, i, i);
            }
        }
        connection.commit();
    }

    private void run() throws SQLException {
        try (var due = connection.prepareStatement(DUE);
                var claim = connection.prepareStatement(UPDATE);
                var settle = connection.prepareStatement(UPDATE + IF_UNMOVED);
                var tally = connection.prepareStatement(TALLY)) {
            for (var rows = due(due); !rows.isEmpty(); rows = due(due)) {
                for (var row : rows) {
                    claim(claim, row);
                }
                moved(tally, 0, RUNNING, rows.size());
                for (var row : rows) {
                    settle(settle, row);
                }
                moved(tally, RUNNING, SUCCEEDED, rows.size());
            }
        }
    }

    /** Each row's id, then the columns. */
    private static List<Object[]> due(PreparedStatement due) throws SQLException {
        var rows = new ArrayList<Object[]>();
        due.setString(1, "demo");
        due.setLong(2, Long.MAX_VALUE);
        try (var found = due.executeQuery()) {
            while (found.next()) {
                var row = new Object[COLUMNS.size() + 9];
                for (var i = 0; i < row.length; i++) {
                    row[i] = found.getObject(i + 1);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static void claim(PreparedStatement claim, Object[] row) throws SQLException {
        row[1] = RUNNING;
        row[2] = null;
        row[4] = 1;
        row[5] = 0;
        row[7] = 1;
        row[9] = row[17] = System.nanoTime();
        bind(claim, row);
        claim.executeUpdate();
    }

    private static void settle(PreparedStatement settle, Object[] row) throws SQLException {
        row[1] = SUCCEEDED;
        row[5] = null;
        row[17] = System.nanoTime();
        bind(settle, row);
        settle.setObject(COLUMNS.size() + 2, row[4]);
        settle.setObject(COLUMNS.size() + 3, row[6]);
        if (settle.executeUpdate() != 1) {
            throw new IllegalStateException("row " + row[0] + " has moved");
        }
    }

    private static void bind(PreparedStatement update, Object[] row) throws SQLException {
        for (var i = 1; i <= COLUMNS.size(); i++) {
            update.setObject(i, row[i]);
        }
        update.setObject(COLUMNS.size() + 1, row[0]);
    }

    private void moved(PreparedStatement tally, int from, int to, int n) throws SQLException {
        update(tally, from, -n);
        update(tally, to, n);
        connection.commit();
    }

    private static void update(PreparedStatement statement, Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }
}
