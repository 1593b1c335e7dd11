package dev.forbear.store;

import dev.forbear.store.Readers.Reading;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Connections to read the file by. Readers never wait for the writer, nor it for them. */
final class SqliteReads implements Readers.Source {

    private final SqliteFile file;
    private final BlockingQueue<Session> idle = new LinkedBlockingQueue<>();

    SqliteReads(SqliteFile file) {
        this.file = file;
    }

    @Override
    public <R> R read(Reading<R> reading) throws SQLException {
        @Nullable Session session = idle.poll();
        try {
            if (session == null) {
                session = file.reader();
            }
            session.update("begin");
            var result = reading.from(session);
            session.update("commit");
            idle.add(session);
            session = null;
            return result;
        } finally {
            discard(session);
        }
    }

    /** One that failed is not used again. */
    private static void discard(@Nullable Session session) {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException _) {
                // the read has failed for a reason that says more
            }
        }
    }

    @Override
    public RuntimeException failure(SQLException e) {
        return SqliteFile.failure(e);
    }

    @Override
    public void close() {
        for (var session = idle.poll(); session != null; session = idle.poll()) {
            discard(session);
        }
    }
}
