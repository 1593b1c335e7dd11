package dev.forbear.store;

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

    /**
     * @param sweep how often what is due is looked for from the beginning
     */
    DueTasks(PostgresDatabase database, StoreClock clock, Duration sweep) {
        this.database = database;
        this.clock = clock;
        this.watermarks = new Watermarks(clock, sweep);
    }

    /** Something of the controller becomes due at the time. */
    void at(String controller, Instant due) {
        watermarks.lower(controller, due);
        horizon.lower(controller, due);
    }

    /** Where it is known that nothing is due, a look finds out whether that is still so. */
    Claims claim(List<Appetite> appetites, boolean suspects, Moves<PostgresTransaction> moves) {
        if (horizon.next(appetites, clock.now()).isAfter(clock.now())) {
            look(new PostgresLook(appetites, watermarks, horizon));
            var next = horizon.next(appetites, clock.now());
            if (next.isAfter(clock.now())) {
                return new Claims(List.of(), List.of(), moves.left(next));
            }
        }
        var claims = moves.claim(new PostgresClaiming(appetites, suspects, watermarks, horizon));
        var next = horizon.next(appetites, clock.now());
        return new Claims(claims.claims(), claims.expired(), moves.left(next));
    }

    /** Once more if the clock was set: marks of before say nothing. */
    private void look(PostgresLook look) {
        int jumps;
        do {
            jumps = clock.jumps();
            clock.read(database.ask(look::in));
        } while (jumps != clock.jumps());
    }
}
