package dev.forbear.targets;

import dev.forbear.targets.Deadlines.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Decides at each attempt anew, on what the name resolves to now, whether a call may go out. What
 * it admits are addresses, and those are what the client connects to.
 */
final class Guard {

    /**
     * What may be reached from a URL.
     *
     * @param listed whether its host may be called at an address of the internet
     * @param property what would allow more
     */
    record Reach(WebUrl url, boolean listed, AllowList allowed, String property) {

        /** The same for another path of the same host. */
        Reach at(WebUrl other) {
            return new Reach(other, listed, allowed, property);
        }
    }

    /** The decision. */
    sealed interface Admission {

        /** The addresses to connect to, one or more. */
        record Admitted(List<InetAddress> addresses) implements Admission {}

        /**
         * @param reserved the range that is refused; null if the host is not listed
         */
        record Refused(WebUrl url, @Nullable Reserved reserved, String property)
                implements Admission {

            /** Names what is refused and the property that would allow it. */
            String reason() {
                if (reserved == null) {
                    return url.place() + " is refused unless " + property + " has it";
                }
                var is = url.host() instanceof Host.Name ? " resolves into " : " is in ";
                return url.host().text()
                        + is
                        + reserved
                        + ", which is refused unless "
                        + property
                        + " has the address or its range";
            }
        }
    }

    private final Lookups lookups;

    Guard(Lookups lookups) {
        this.lookups = lookups;
    }

    /**
     * @throws IOException if the name cannot be resolved, or not before the deadline
     */
    Admission admission(Reach reach, Deadline deadline) throws IOException, InterruptedException {
        return switch (reach.url().host()) {
            case Host.Literal(var address) -> judged(reach, List.of(address));
            case Host.Name _
                    when !reach.listed() && !reach.allowed().hasRanges(reach.url().port()) ->
                    refused(reach, null); // no look-up: a name can carry data out
            case Host.Name(var name) -> judged(reach, lookups.addresses(name, deadline));
        };
    }

    private static Admission judged(Reach reach, List<InetAddress> addresses) {
        for (var address : addresses) {
            if (reach.allowed().covers(reach.url(), address)) {
                continue;
            }
            var reserved = Reserved.of(address).orElse(null);
            if (reserved != null || !reach.listed()) {
                return refused(reach, reserved);
            }
        }
        return new Admission.Admitted(addresses);
    }

    private static Admission refused(Reach reach, @Nullable Reserved reserved) {
        return new Admission.Refused(reach.url(), reserved, reach.property());
    }
}
