package dev.forbear.engine;

import dev.forbear.engine.TaskStore.Rescued;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Verdict;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * Takes the attempts that no process holds any more and settles them as crashed. Holds back as long
 * as others may be alive and merely had no chance to say so.
 */
final class Rescuer {

    private static final Duration OFTEN = Duration.ofSeconds(2);

    private final TaskStore store;
    private final Controllers controllers;
    private final Settler settler;
    private final Optional<Leases> leases;
    private final Jumps jumps;
    private final Ticker ticker;
    private final Every rounds = new Every(OFTEN);
    private @Nullable Long jumpedAt;

    Rescuer(
            TaskStore store,
            Controllers controllers,
            Settler settler,
            Optional<Leases> leases,
            Surroundings around) {
        this.store = store;
        this.controllers = controllers;
        this.settler = settler;
        this.leases = leases;
        this.jumps = around.jumps();
        this.ticker = around.ticker();
    }

    /** Rescues if it is time and safe; does nothing where no other process can leave anything. */
    void pass() {
        leases.ifPresent(this::pass);
    }

    private void pass(Leases leases) {
        var now = ticker.nanos();
        if (jumps.any()) {
            jumpedAt = now;
        }
        if (jumpedAt != null && now - jumpedAt >= leases.length().toNanos()) {
            jumpedAt = null;
        }
        if (rounds.comesRound(now) && jumpedAt == null && leases.calm()) {
            all();
        }
    }

    /** Rescues all there is, whenever its process was last seen. */
    void all() {
        for (var some = store.rescue(); !some.isEmpty(); some = store.rescue()) {
            some.forEach(this::crashed);
        }
    }

    private void crashed(Rescued rescued) {
        var message =
                rescued.died()
                        ? "the process ended during the attempt"
                        : "the process lost the attempt's lease";
        var verdict = new Verdict.Crashed(judged(rescued.claim(), message), rescued.died());
        settler.settle(new Settlement(rescued.claim(), verdict, Duration.ZERO, Duration.ZERO));
    }

    /**
     * An attempt that ignores the interrupt of a stop ends with the process: it costs the attempt,
     * but is no crash. Where another process could start the task at once, its lease is left to say
     * when.
     */
    void left(Run run) {
        if (leases.isPresent()) {
            return;
        }
        var verdict = judged(run.claim(), "still running when the process stopped");
        var worked = Duration.ofNanos(Math.max(0, run.workedFor(ticker.nanos())));
        settler.settle(new Settlement(run.claim(), verdict, Duration.ZERO, worked));
    }

    /** Judges an attempt that nobody saw end. */
    private Verdict.Failing judged(Claim claim, String message) {
        return controllers
                .find(claim.controller())
                .map(controller -> controller.attempt().lost(claim, message))
                .orElseGet(() -> Unjudged.of(claim, message));
    }
}
