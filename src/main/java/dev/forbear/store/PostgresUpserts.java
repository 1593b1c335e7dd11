package dev.forbear.store;

import java.util.stream.Collectors;

/** The statements that write many rows from arrays. */
final class PostgresUpserts {

    /** Those of {@link Columns}, with a letter each for {@link Unnested}. */
    private static final String RUN =
            "state, due_at, next_due, epoch, owner, generation, attempts, crashes, started_at,"
                    + " floor_at, first_failed_at, first_error, fingerprint, deadline_at,"
                    + " deadline_after, reason, updated_at";

    static final String RUN_LETTERS = "nnnnnnnnnnnttnnnn";

    /** Of a new task. */
    static final String TASK_LETTERS = "tttntttnt";

    /** Of a task's number and its terms. */
    static final String TERMS_LETTERS = "ntttnt";

    static final String INSERT =
            "with made as (insert into task (controller, key, uid, created_at, spec, spec_digest,"
                    + " lane, max_attempts, traceparent) select controller, key, uid::uuid,"
                    + " created_at, spec, spec_digest, lane, max_attempts, traceparent from "
                    + unnest(TASK_LETTERS)
                    + " as u (controller, key, uid, created_at, spec, spec_digest, lane,"
                    + " max_attempts, traceparent) order by controller, key on conflict"
                    + " (controller, key) do nothing returning id, controller, key) insert into run"
                    + " (id, controller, "
                    + RUN
                    + ") select made.id, made.controller, "
                    + RUN
                    + " from made join "
                    + unnest("tt" + RUN_LETTERS)
                    + " as u (controller, key, "
                    + RUN
                    + ") on u.controller = made.controller and u.key = made.key";

    /** Who holds a row goes on to hold it for as long as it is leased; a new epoch begins anew. */
    static final String UPDATE =
            "update run r set state = u.state, due_at = case when u.owner is null then u.due_at"
                + " when u.epoch = r.epoch then r.due_at else ?::bigint end, next_due = u.next_due,"
                + " owner = case when u.owner is null then null when u.epoch = r.epoch then r.owner"
                + " else ?::bigint end, epoch = u.epoch, generation = u.generation, attempts ="
                + " u.attempts, crashes = u.crashes, started_at = u.started_at, floor_at ="
                + " u.floor_at, first_failed_at = u.first_failed_at, first_error = u.first_error,"
                + " fingerprint = u.fingerprint, deadline_at = u.deadline_at, deadline_after ="
                + " u.deadline_after, reason = u.reason, updated_at = u.updated_at from "
                    + unnest("n" + RUN_LETTERS)
                    + " as u (id, "
                    + RUN
                    + ") where r.id = u.id";

    static final String UPDATE_TASK =
            "update task t set spec = u.spec, spec_digest = u.spec_digest, lane = u.lane,"
                    + " max_attempts = u.max_attempts, traceparent = u.traceparent from "
                    + unnest(TERMS_LETTERS)
                    + " as u (id, spec, spec_digest, lane, max_attempts, traceparent)"
                    + " where t.id = u.id";
    static final String ATTEMPTS =
            "insert into attempt ("
                    + PastAttempt.COLUMNS
                    + ") select * from "
                    + unnest("nnnnnnnntttnn")
                    + " as u on conflict (task, slot) do update set epoch = excluded.epoch,"
                    + " generation = excluded.generation, number = excluded.number, started_at ="
                    + " excluded.started_at, took = excluded.took, outcome = excluded.outcome,"
                    + " error_type = excluded.error_type, error_message = excluded.error_message,"
                    + " fingerprint = excluded.fingerprint, failed_at = excluded.failed_at,"
                    + " next_delay = excluded.next_delay";
    static final String ANSWERS =
            "insert into idempotency as i (key_hash, body_hash, controller, task_key, effect, at)"
                    + " select * from "
                    + unnest("tttttn")
                    + " as u order by 1 on conflict (key_hash) do update set"
                    + " body_hash = excluded.body_hash, controller = excluded.controller,"
                    + " task_key = excluded.task_key, effect = excluded.effect, at = excluded.at"
                    + " where i.at <= ?";
    static final String SIGHTED =
            "insert into fingerprint as f (controller, fingerprint, type, message, first_seen,"
                    + " last_seen, hits) select * from "
                    + unnest("ttttnnn")
                    + " as u order by 1, 2 on conflict (controller, fingerprint) do update set"
                    + " last_seen = greatest(f.last_seen, excluded.last_seen), hits = f.hits +"
                    + " excluded.hits";
    static final String TALLIES =
            "insert into tally as t (node, controller, state, n) select ?::bigint, u.* from "
                    + unnest("tnn")
                    + " as u order by 2, 3 on conflict (node, controller, state) do update set n ="
                    + " t.n + excluded.n";

    private PostgresUpserts() {}

    private static String unnest(String letters) {
        return letters.chars()
                .mapToObj(letter -> letter == 't' ? "?::text[]" : "?::bigint[]")
                .collect(Collectors.joining(", ", "unnest(", ")"));
    }
}
