package dev.forbear.engine;

import dev.forbear.engine.Interruption.Cause;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what this process holds its own where several share a store, and interrupts what was lost
 * or cancelled elsewhere. One thread makes passes; the end of a lease that cannot be renewed is
 * {@link Watch}'s affair, which waits for no store.
 */
final class Leases {

    private static final System.Logger LOG = System.getLogger("forbear.engine");
    private static final Duration TO_END = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final TaskStore store;
    private final List<Crew> crews;
    private final Held others;
    private final Ticker ticker;
    private final Jumps jumps;
    private final Every renewals;
    private final Duration look;
    private final Duration length;
    private final Outage outage;
    private boolean overdue;
    private volatile long renewedAt;

    /**
     * What is held besides that waits for a thread or runs: given back or settled, not yet written.
     */
    interface Held {
        List<Claim> claims();
    }

    /** How many nanoseconds of a lease a run may use; what is left is for it to end in. */
    static long usable(Optional<Duration> lease) {
        return lease.map(l -> l.minus(shorter(TO_END, l.dividedBy(4))).toNanos())
                .orElse(Long.MAX_VALUE);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** A claim by what the store knows it by. */
    private record Mark(long row, long epoch) {
        static Mark of(Claim claim) {
            return new Mark(claim.row(), claim.epoch());
        }

        static Set<Mark> of(List<Claim> claims) {
            var marks = new HashSet<Mark>();
            claims.forEach(claim -> marks.add(of(claim)));
            return marks;
        }
    }

    Leases(TaskStore store, Outage outage, List<Crew> crews, Held others, Surroundings around) {
        var lease = store.lease().orElseThrow();
        this.store = store;
        this.crews = crews;
        this.others = others;
        this.ticker = around.ticker();
        this.jumps = around.jumps();
        this.length = lease;
        this.outage = outage;
        this.renewedAt = ticker.nanos() - lease.toNanos();
        this.renewals = new Every(lease.dividedBy(3));
        this.look = shorter(LOOK, lease.dividedBy(3));
    }

    /**
     * Renews when it is time, after a jump of the clock at once, and looks for cancellations;
     * returns how long neither is due.
     */
    Duration pass() {
        overdue |= renewals.comesRound(ticker.nanos());
        overdue |= jumps.any();
        if (overdue) {
            renew();
            overdue = false; // not before it is done
        }
        interruptCancelled();
        return look;
    }

    private void renew() {
        var asked = ticker.nanos();
        var runs = runs(); // before the others: what leaves a crew is among those by then
        var held = new ArrayList<>(runs.stream().map(Run::claim).toList());
        held.addAll(others.claims());
        var lost = Mark.of(store.renew(List.copyOf(held)));
        var interrupted = 0;
        for (var run : runs) {
            if (lost.contains(Mark.of(run.claim()))) {
                interrupted += run.interrupt(Cause.LOST) ? 1 : 0;
            } else {
                run.renewed(asked);
            }
        }
        renewedAt = asked;
        if (interrupted > 0) {
            LOG.log(
                    Level.WARNING,
                    "another process has the tasks of "
                            + interrupted
                            + " attempts of this one: their leases were over; what they do is"
                            + " dropped");
        }
    }

    Duration length() {
        return length;
    }

    /**
     * Whether a lease that is over tells of a death: this process has renewed its own, and so could
     * the others since the store was last away. For any thread.
     */
    boolean calm() {
        var half = length.dividedBy(2).toNanos();
        return ticker.nanos() - renewedAt < half && outage.quietFor() >= half;
    }

    private void interruptCancelled() {
        var runs = runs().stream().filter(run -> run.interruption().cause() == null).toList();
        if (runs.isEmpty()) {
            return;
        }
        var cancelled = Mark.of(store.cancelled(runs.stream().map(Run::claim).toList()));
        runs.stream()
                .filter(run -> cancelled.contains(Mark.of(run.claim())))
                .forEach(run -> run.interrupt(Cause.CANCELLED));
    }

    private List<Run> runs() {
        return crews.stream().flatMap(crew -> crew.claimed().stream()).toList();
    }
}
