package dev.forbear.engine;

import dev.forbear.testkit.TaskStoreContract;

import java.time.InstantSource;

class MapTaskStoreTest extends TaskStoreContract {

    @Override
    protected TaskStore open(InstantSource clock) {
        return new MapTaskStore(clock);
    }
}
