package dev.forbear.breaking;

import dev.forbear.breaking.check.FaultKind;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What is done to a replica's way to PostgreSQL. */
final class LinkFaults {

    private LinkFaults() {}

    /**
     * @param relays by replica
     */
    static Map<FaultKind, Fault> all(Map<String, Relay> relays) {
        var all = new EnumMap<FaultKind, Fault>(FaultKind.class);
        all.put(FaultKind.LINK_DROPPED, (replica, _) -> dropped(relays.get(replica.name())));
        all.put(
                FaultKind.LINK_DELAYED,
                (replica, planned) -> {
                    var relay = relays.get(replica.name());
                    relay.delay(Duration.ofMillis(20 + planned.detail()));
                    return () -> relay.delay(Duration.ZERO);
                });
        all.put(
                FaultKind.LINK_STALLED,
                (replica, planned) ->
                        stalled(relays.get(replica.name()), planned.detail() % 2 == 0));
        all.put(
                FaultKind.LINK_HALF_CLOSED,
                (replica, planned) -> {
                    relays.get(replica.name()).halfClose(planned.detail() % 2 == 0);
                    return () -> {};
                });
        return all;
    }

    private static Fault.Mending dropped(Relay relay) {
        relay.refuse(true);
        relay.cut();
        return () -> relay.refuse(false);
    }

    /**
     * @param lost whether what was on its way is lost in the end
     */
    private static Fault.Mending stalled(Relay relay, boolean lost) {
        relay.stall(true);
        return () -> {
            if (lost) {
                relay.cut();
            }
            relay.stall(false);
        };
    }
}
