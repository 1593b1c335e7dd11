package dev.forbear.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Claim;
import dev.forbear.engine.TaskStore.Appetite;
import dev.forbear.engine.TaskStore.Claims;
import dev.forbear.engine.model.World.Live;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Claims, and everything that must hold for what was claimed and for what was left. */
final class ClaimSteps {

    private final World world;

    ClaimSteps(World world) {
        this.world = world;
    }

    /** As the dispatcher does: not for paused controllers, and one suspect at a time. */
    void claim() {
        var appetites = new ArrayList<Appetite>();
        for (var name : Wishes.CONTROLLERS) {
            if (!world.paused.contains(name) && !world.chance(4)) {
                var ahead = world.chance(3) ? world.random.nextInt(3) : 0;
                appetites.add(appetite(name, world.random.nextInt(4), ahead));
            }
        }
        if (!appetites.isEmpty()) {
            claim(appetites);
        }
    }

    static Appetite appetite(String controller, int slots, int ahead) {
        return new Appetite(controller, slots, ahead, ScriptedController.LIMIT);
    }

    /** Returns whether anything was taken. */
    boolean claim(List<Appetite> appetites) {
        var suspects = world.live.stream().noneMatch(run -> suspect(run.claim()));
        var before = appetites.stream().map(this::due).toList();
        var claims = world.store().claim(appetites, suspects);
        world.did("claimed " + names(claims) + " for " + appetites);
        var taken = taken(claims, suspects);
        for (var i = 0; i < appetites.size(); i++) {
            enough(appetites.get(i), before.get(i), taken);
        }
        var names = appetites.stream().map(Appetite::controller).toList();
        looksAgainInTime(claims.nextDue(), world.model.nextDue(names, world.now()), names);
        return !taken.isEmpty();
    }

    /** Looking again too early costs a look, too late a start; at once only if something is due. */
    private static void looksAgainInTime(Duration answer, Duration due, List<String> names) {
        if (due != null) {
            assertThat(answer).as("time until the next of %s", names).isLessThanOrEqualTo(due);
        }
        if (answer != null && answer.isZero()) {
            assertThat(due).as("something of %s is due now", names).isZero();
        }
    }

    private List<Due> due(Appetite appetite) {
        return world.model.due(appetite.controller(), world.now()).stream().map(Due::new).toList();
    }

    private static boolean suspect(Claim claim) {
        return claim.before().progress().crashes() >= 2;
    }

    private static List<String> names(Claims claims) {
        return claims.claims().stream().map(claim -> claim.task().id().toString()).toList();
    }

    private List<ModelTask> taken(Claims claims, boolean suspects) {
        var taken = new ArrayList<ModelTask>();
        claims.claims().forEach(claim -> taken.add(claimed(claim)));
        for (var expired : claims.expired()) {
            var task = world.model.task(expired.id());
            assertThat(task.isDue(world.now()) && task.missedDeadline(world.now()))
                    .as("%s, ended instead of claimed", task.key)
                    .isTrue();
            task.expired(TerminalReason.DEADLINE_EXCEEDED, world.now());
            world.compare(expired.id());
            taken.add(task);
        }
        assertThat(claims.claims().stream().filter(ClaimSteps::suspect).count())
                .as("suspects at a time")
                .isLessThanOrEqualTo(suspects ? 1 : 0);
        return taken;
    }

    private ModelTask claimed(Claim claim) {
        var id = claim.task().id();
        var task = world.model.task(id);
        var limit = task.ownLimit == null ? ScriptedController.LIMIT : task.ownLimit;
        assertThat(task.isDue(world.now())).as("%s starts only when due", id).isTrue();
        assertThat(task.missedDeadline(world.now())).as("%s, after its deadline", id).isFalse();
        assertThat(world.live).as("one run a key").noneMatch(run -> run.id().equals(id));
        assertThat(claim.lateness()).isEqualTo(Duration.between(task.due, world.now()));
        task.claimed(world.now());
        assertThat(claim.attempt())
                .as("attempt of %s", id)
                .isEqualTo(task.attempts)
                .isLessThanOrEqualTo(limit);
        world.live.add(new Live(claim, limit));
        world.compare(id);
        return task;
    }

    /** No lost wake-up: while there are slots what is due is taken, the oldest first. */
    private void enough(Appetite appetite, List<Due> due, List<ModelTask> taken) {
        var free = due.stream().filter(row -> row.deaths < 2).toList();
        var got = due.stream().filter(row -> taken.contains(row.task)).toList();
        assertThat(got.size())
                .as("taken of %s by %s", due, appetite)
                .isBetween(
                        Math.min(free.size(), appetite.slots()),
                        appetite.slots() + appetite.ahead() + 1);
        if (appetite.ahead() == 0) {
            assertThat(free.stream().filter(row -> !got.contains(row)))
                    .as("older ones that were passed over for %s", got)
                    .noneMatch(row -> got.stream().anyMatch(other -> row.olderThan(other)));
        }
        assertThat(got.stream().filter(Due::mustHaveASlot).count())
                .as("last attempts and crashed ones, which are not claimed ahead")
                .isLessThanOrEqualTo(appetite.slots());
    }

    /** A task as it was due before the claim. */
    private record Due(ModelTask task, Instant at, int deaths) {

        Due(ModelTask task) {
            this(task, task.due, task.deaths);
        }

        boolean olderThan(Due other) {
            return other.deaths < 2 && at.isBefore(other.at);
        }

        boolean mustHaveASlot() {
            var limit = task.ownLimit == null ? ScriptedController.LIMIT : task.ownLimit;
            return task.kind == Kind.RUNNING && (deaths > 0 || task.attempts >= limit);
        }

        @Override
        public String toString() {
            return task.key + "@" + at;
        }
    }
}
