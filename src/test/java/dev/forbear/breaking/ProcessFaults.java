package dev.forbear.breaking;

import dev.forbear.breaking.check.FaultKind;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What is done to the service's processes, on whatever store. */
final class ProcessFaults {

    private static final int STARTS = 5;

    private ProcessFaults() {}

    static Map<FaultKind, Fault> all() {
        var all = new EnumMap<FaultKind, Fault>(FaultKind.class);
        all.put(FaultKind.KILL, (replica, _) -> ended(replica, "KILL"));
        all.put(FaultKind.TERMINATE, (replica, _) -> ended(replica, "TERM"));
        all.put(
                FaultKind.FREEZE,
                (replica, _) -> {
                    replica.signal("STOP");
                    return () -> replica.signal("CONT");
                });
        all.put(
                FaultKind.CLOCK_APART,
                (replica, planned) -> {
                    replica.clock(Duration.ofHours(planned.detail() % 2 == 0 ? 1 : -1));
                    return () -> replica.clock(Duration.ZERO);
                });
        return all;
    }

    private static Fault.Mending ended(Replica replica, String signal) {
        replica.signal(signal);
        return () -> {
            replica.awaitEnd();
            start(replica);
        };
    }

    /** Starts it, again if need be. */
    static void start(Replica replica) {
        for (var i = 0; i < STARTS; i++) {
            replica.launch();
            if (replica.awaitReady()) {
                return;
            }
        }
        throw new IllegalStateException(
                replica.name() + " does not start; target/breaking has its log");
    }
}
