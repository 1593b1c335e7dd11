package dev.forbear.store;

import dev.forbear.engine.Query;
import dev.forbear.task.Kind;

import java.util.Objects;

/**
 * What PostgreSQL is asked. A row that somebody holds has the end of its lease as its due time, so
 * what waits is told by {@code owner is null}. States stand in the text where an index is of some
 * states only: a plan that is to fit every value could not use it.
 */
final class PostgresStatements {

    /** The columns that {@link Rows#read} expects. */
    static final String COLUMNS = Rows.COLUMNS.replace("t.uid", "uuid_send(t.uid)");

    static final String NOW = "select forbear_now()";

    static final String FIND =
            "select"
                    + COLUMNS
                    + "from task t join run r on r.id = t.id where t.controller = ? and t.key = ?";
    static final String LOAD =
            "select" + COLUMNS + "from run r join task t on t.id = r.id where r.id = ?";

    private static final String WAITING_CONTROLLERS =
            "(select controller as name from tally where state in (0, 2)"
                    + " group by controller having sum(n) > 0) c";
    static final String OLDEST =
            "select c.name, (select min(r.due_at) from run r where r.controller = c.name"
                    + " and r.owner is null and r.due_at is not null) from "
                    + WAITING_CONTROLLERS;
    static final String READY =
            "select c.name, (select count(*) from (select 1 from run r where r.controller = c.name"
                    + " and r.owner is null and r.due_at <= ? limit ?) due) from "
                    + WAITING_CONTROLLERS;

    private static final String FROM = "from task t join run r on r.id = t.id";
    private static final String MOST = " limit " + Listing.MOST_LOOKED_AT;

    private PostgresStatements() {}

    static String list(ListOrder order, Query query) {
        return "select" + Dialect.PLACE + FROM + where(order, query) + MOST;
    }

    private static String where(ListOrder order, Query query) {
        return switch (order) {
            case BY_KEY ->
                    " where t.controller = ? and (t.key, t.id) > (?, ?) and t.key < ?"
                            + " order by t.key";
            case NEWEST_FAILURE ->
                    " where r.controller = ? and r.state = 4"
                            + " and (r.updated_at, r.id) < (?, ?)"
                            + " order by r.updated_at desc, r.id desc";
            case NEWEST_FAILURE_ALIKE ->
                    " where r.controller = ? and r.fingerprint = ? and r.state = 4"
                            + " and (r.updated_at, r.id) < (?, ?)"
                            + " order by r.updated_at desc, r.id desc";
            case NEWEST_OF_STATE -> ofState(Objects.requireNonNull(query.state()));
            case NEWEST_ALIKE ->
                    " where r.controller = ? and r.fingerprint = ? and r.id < ?"
                            + " order by r.id desc";
            case NEWEST_OF_LANE ->
                    " where t.controller = ? and t.lane = ? and t.id < ? order by t.id desc";
            case NEWEST -> " where t.controller = ? and t.id < ? order by t.id desc";
        };
    }

    /** Ended tasks have no index by number and state, so all are walked and the filter decides. */
    private static String ofState(Kind state) {
        return switch (state) {
            case QUEUED, BACKING_OFF ->
                    " where r.controller = ? and r.state = ? and r.state = "
                            + state.code()
                            + " and r.id < ? order by r.id desc";
            case RUNNING ->
                    " where r.controller = ? and r.state = ? and r.owner is not null and r.id < ?"
                            + " order by r.id desc";
            case SUCCEEDED, FAILED, CANCELLED ->
                    " where t.controller = ? and ?::int is not null and t.id < ? order by t.id"
                            + " desc";
        };
    }
}
