package dev.forbear.testkit;

import dev.forbear.engine.TaskStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.time.InstantSource;

/** What every store does: its tests extend this. */
public abstract class TaskStoreContract
        implements SubmissionContract,
                OnceContract,
                ClaimContract,
                SettleContract,
                HoldContract,
                HistoryContract,
                ChangeContract,
                ListContract,
                CountContract,
                KeepingContract {

    private StoreScene scene;

    /** The test's store, as it was left by an earlier call in the same test. */
    protected abstract TaskStore open(InstantSource clock);

    @BeforeEach
    final void openStore() {
        scene = new StoreScene(this::open);
    }

    @AfterEach
    final void closeStore() {
        scene.store().close();
    }

    @Override
    public final StoreScene scene() {
        return scene;
    }
}
