package dev.forbear.bench;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What the disk does on its own: one INSERT a commit, from one thread, as durable as the store. */
final class BareCommits implements AutoCloseable {

    private static final String SPEC = "{\"failTimes\":0}";

    private final Path folder;
    private final Connection connection;

    BareCommits() throws SQLException, IOException {
        folder = Service.folder();
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setGetGeneratedKeys(false);
        connection = config.createConnection("jdbc:sqlite:" + folder.resolve("bare.db"));
        try (var statement = connection.createStatement()) {
            statement.execute("create table task (id integer primary key, key text, spec text)");
        }
    }

    double perSecond(Duration time) throws SQLException {
        var begin = System.nanoTime();
        var commits = 0;
        try (var insert =
                connection.prepareStatement("insert into task (key, spec) values (?, ?)")) {
            while (System.nanoTime() - begin < time.toNanos()) {
                insert.setString(1, "key-" + commits);
                insert.setString(2, SPEC);
                insert.executeUpdate();
                commits++;
            }
        }
        return commits * 1e9 / (System.nanoTime() - begin);
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        Service.delete(folder);
    }
}
