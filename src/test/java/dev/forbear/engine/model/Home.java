package dev.forbear.engine.model;

import dev.forbear.engine.TaskStore;

/** Where the store under test lives, and how its processes end and begin. */
interface Home extends AutoCloseable {

    /** That of one of its processes. */
    TaskStore store();

    /** Another process may be the next that is asked. */
    void next();

    /** All end in good order, and begin again. */
    void restart();

    /** All are killed, and others begin. */
    void die();

    @Override
    void close();
}
