package dev.forbear.store;

import dev.forbear.engine.Query;

/** What SQLite is asked; cross joins are gone along in the order in which they are written. */
final class SqliteStatements {

    static final String FIND =
            "select"
                    + Rows.COLUMNS
                    + "from task t cross join run r on r.id = t.id"
                    + " where t.controller = ? and t.key = ?";
    static final String LOAD =
            "select" + Rows.COLUMNS + "from run r join task t on t.id = r.id where r.id = ?";

    private static final String WAITING_CONTROLLERS =
            "(select distinct controller as name from tally where state in (0, 2) and n > 0) c";
    static final String OLDEST =
            "select c.name, (select min(r.due_at) from run r where r.controller = c.name"
                    + " and r.due_at is not null) from "
                    + WAITING_CONTROLLERS;
    static final String READY =
            "select c.name, (select count(*) from (select 1 from run r where r.controller = c.name"
                    + " and r.due_at <= ? limit ?)) from "
                    + WAITING_CONTROLLERS;

    private static final String FROM_RUN = "from run r cross join task t on t.id = r.id";
    private static final String FROM_TASK = "from task t cross join run r on r.id = t.id";

    private SqliteStatements() {}

    static String list(ListOrder order, Query query) {
        return list(order);
    }

    static String list(ListOrder order) {
        return "select"
                + Dialect.PLACE
                + switch (order) {
                    case BY_KEY ->
                            FROM_TASK
                                    + " where t.controller = ? and (t.key, t.id) > (?, ?)"
                                    + " and t.key < ? order by t.key";
                    case NEWEST_FAILURE ->
                            FROM_RUN
                                    + " where r.controller = ? and r.state = 4 and r.state >= 3"
                                    + " and (r.updated_at, r.id) < (?, ?)"
                                    + " order by r.updated_at desc, r.id desc";
                    case NEWEST_FAILURE_ALIKE ->
                            FROM_RUN
                                    + " where r.controller = ? and r.fingerprint = ?"
                                    + " and r.state = 4 and (r.updated_at, r.id) < (?, ?)"
                                    + " order by r.updated_at desc, r.id desc";
                    case NEWEST_OF_STATE ->
                            FROM_RUN
                                    + " where r.controller = ? and r.state = ? and r.id < ?"
                                    + " order by r.id desc";
                    case NEWEST_ALIKE ->
                            FROM_RUN
                                    + " where r.controller = ? and r.fingerprint = ? and r.id < ?"
                                    + " order by r.id desc";
                    case NEWEST_OF_LANE ->
                            FROM_TASK
                                    + " where t.controller = ? and t.lane = ? and t.id < ?"
                                    + " order by t.id desc";
                    case NEWEST ->
                            FROM_TASK + " where t.controller = ? and t.id < ? order by t.id desc";
                };
    }
}
