package dev.forbear.engine;

import dev.forbear.testkit.TaskStoreContract;

import java.time.InstantSource;

class MapTaskStoreTest extends TaskStoreContract {

    private MapTaskStore store;

    @Override
    protected TaskStore open(InstantSource clock) {
        if (store == null) {
            store = new MapTaskStore(clock);
        } else {
            store.restart();
        }
        return store;
    }
}
