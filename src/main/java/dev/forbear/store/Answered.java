package dev.forbear.store;

import dev.forbear.engine.Once;
import dev.forbear.engine.Once.Answer;
import dev.forbear.task.Effect;
import dev.forbear.task.TaskId;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What is kept of submissions that are to be taken once. */
final class Answered {

    private static final int MOST_DELETED = 1_000;

    private static final String FIND =
            "select body_hash, controller, task_key, effect from idempotency where key_hash = ?"
                    + " and at > ?";

    /** One that is kept too long is overwritten. */
    static final String KEEP =
            "insert into idempotency (key_hash, body_hash, controller, task_key, effect, at)"
                    + " values (?, ?, ?, ?, ?, ?) on conflict (key_hash) do update set"
                    + " body_hash = excluded.body_hash, controller = excluded.controller,"
                    + " task_key = excluded.task_key, effect = excluded.effect, at = excluded.at";

    private static final String OLD = "select key_hash from idempotency where at <= ? limit ?";
    private static final String DELETE = "delete from idempotency where key_hash = ?";

    private Answered() {}

    static Optional<Answer> find(Session session, Once once, Instant now) throws SQLException {
        var found =
                session.first(FIND, row -> answer(row, once), once.key(), Micros.of(bound(now)));
        return Optional.ofNullable(found);
    }

    private static Answer answer(ResultSet row, Once once) throws SQLException {
        if (!Rows.text(row, 1).equals(once.body())) {
            return new Answer.OtherBody();
        }
        var id = new TaskId(Rows.text(row, 2), Rows.text(row, 3));
        return new Answer.Again(id, Effect.valueOf(Rows.text(row, 4)));
    }

    /** For {@link #KEEP}. */
    static Object[] values(Once once, Answer.Again answer, Instant now) {
        return new Object[] {
            once.key(),
            once.body(),
            answer.id().controller(),
            answer.id().key(),
            answer.effect().name(),
            Micros.of(now)
        };
    }

    static int deleteOld(Session session, Instant now) throws SQLException {
        var keys = session.list(OLD, row -> Rows.text(row, 1), Micros.of(bound(now)), MOST_DELETED);
        for (var key : keys) {
            session.update(DELETE, key);
        }
        return keys.size();
    }

    /** What was kept at that time or before is kept no more. */
    static Instant bound(Instant now) {
        return now.minus(Once.KEPT);
    }
}
