package dev.forbear.engine;

import dev.forbear.testkit.EarlyContract;
import dev.forbear.testkit.LeaseContract;
import dev.forbear.testkit.TaskStoreContract;

import java.time.Duration;
import java.time.InstantSource;

class MapReplicasTest extends TaskStoreContract implements LeaseContract, EarlyContract {

    private MapTaskStore store;

    @Override
    protected TaskStore open(InstantSource clock) {
        if (store == null) {
            store = new MapTaskStore(clock, Duration.ofSeconds(20));
        } else {
            store.restart();
        }
        return store;
    }

    @Override
    public TaskStore another() {
        return store.replica(() -> false);
    }
}
