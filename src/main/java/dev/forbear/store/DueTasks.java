package dev.forbear.store;

import dev.forbear.engine.TaskStore;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Claims;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What this replica knows of what is due in PostgreSQL, and how it claims it. */
final class DueTasks {

    private final PostgresDatabase database;
    private final StoreClock clock;
    private final Horizon horizon = new Horizon();
    private final Watermarks watermarks;
    private final PostgresPauses pauses;

    /**
     * @param sweep how often what is due is looked for from the beginning
     * @param pauses hears what each look brings along
     */
    DueTasks(PostgresDatabase database, StoreClock clock, Duration sweep, PostgresPauses pauses) {
        this.database = database;
        this.clock = clock;
        this.pauses = pauses;
        this.watermarks = new Watermarks(clock, sweep);
    }

    /** Something of the controller becomes due at the time. */
    void at(String controller, Instant due) {
        watermarks.lower(controller, due);
        horizon.lower(controller, due);
    }

    /** Where it is known that nothing is due, a look finds out whether that is still so. */
    Claims claim(List<Appetite> appetites, boolean suspects, Moves<PostgresTransaction> moves) {
        var soon = appetites.stream().anyMatch(a -> a.early() > 0) ? TaskStore.SOON : Duration.ZERO;
        if (horizon.next(appetites, clock.now()).isAfter(clock.now().plus(soon))) {
            look(appetites);
            var next = horizon.next(appetites, clock.now());
            if (next.isAfter(clock.now().plus(soon))) {
                return new Claims(List.of(), List.of(), moves.left(next));
            }
        }
        var look = new PostgresLook(appetites, watermarks, horizon);
        var asked = pauses.asking();
        var claims = moves.claim(new PostgresClaiming(appetites, suspects, watermarks, look));
        pauses.answered(asked, look.pauses());
        var next = horizon.next(appetites, clock.now());
        return new Claims(claims.claims(), claims.expired(), moves.left(next));
    }

    /** Once more if the clock was set: marks of before say nothing. */
    private void look(List<Appetite> appetites) {
        var look = new PostgresLook(appetites, watermarks, horizon);
        int jumps;
        do {
            jumps = clock.jumps();
            var asked = pauses.asking();
            clock.read(database.ask(look::in));
            pauses.answered(asked, look.pauses());
        } while (jumps != clock.jumps());
    }
}
