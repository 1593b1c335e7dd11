package dev.forbear.engine.model;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore;

import java.util.List;

/** Where the store under test lives, and how its processes end and begin. */
interface Home extends AutoCloseable {

    /** That of one of its processes. */
    TaskStore store();

    /** Another process may be the next that is asked. */
    void next();

    /** Each process renews the leases of what it has of these, as after a jump of the clock. */
    void renew(List<Claim> held);

    /** All end in good order, and begin again. */
    void restart();

    /** All are killed, and others begin. */
    void die();

    @Override
    void close();
}
