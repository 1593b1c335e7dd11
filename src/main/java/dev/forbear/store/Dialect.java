package dev.forbear.store;

import dev.forbear.engine.Query;

/**
 * The statements that mean the same to both databases and that each wants in words of its own.
 *
 * @param find a task by controller and key
 * @param load a task by its number
 * @param oldest of each controller that may have waiting tasks, the earliest due time
 * @param ready of each such controller, how many are due at a time, up to a cap
 * @param lists the walks along the tasks of a controller
 */
record Dialect(String find, String load, String oldest, String ready, Lists lists) {

    static final Dialect SQLITE =
            new Dialect(
                    SqliteStatements.FIND,
                    SqliteStatements.LOAD,
                    SqliteStatements.OLDEST,
                    SqliteStatements.READY,
                    SqliteStatements::list);

    static final Dialect POSTGRESQL =
            new Dialect(
                    PostgresStatements.FIND,
                    PostgresStatements.LOAD,
                    PostgresStatements.OLDEST,
                    PostgresStatements.READY,
                    PostgresStatements::list);

    /** The columns of a walk: what {@link ListOrder#place} and the filters look at. */
    static final String PLACE =
            " r.updated_at, t.key, r.id, r.state, r.reason, r.fingerprint, t.lane ";

    /** The statement that walks in an order, bound with {@link ListOrder#values}. */
    interface Lists {
        String sql(ListOrder order, Query query);
    }
}
