package dev.forbear.engine;

import dev.forbear.engine.Crew.Then;
import dev.forbear.engine.TaskStore.Settlement;
import dev.forbear.task.Failure;
import dev.forbear.task.Verdict;

import java.time.Duration;

/** Runs a crew's claims one after the other until none waits. */
final class Worker implements Runnable {

    private final Crew crew;
    private final Settler settler;
    private final Surroundings around;

    Worker(Crew crew, Settler settler, Surroundings around) {
        this.crew = crew;
        this.settler = settler;
        this.around = around;
    }

    /** Lets as many workers begin as there are claims that wait and slots that are free. */
    static void startAll(Crew crew, Settler settler, Surroundings around) {
        while (crew.hire()) {
            var started = false;
            try {
                around.executor().execute(new Worker(crew, settler, around));
                started = true;
            } finally {
                if (!started) {
                    crew.unhire();
                }
            }
        }
    }

    @Override
    public void run() {
        var then = Then.NEXT;
        while (then != Then.LEAVE) {
            var run = crew.next();
            if (run == null) {
                return;
            }
            then = work(run);
            if (then == Then.NEXT_AND_CLAIM) {
                around.wake().dueIn(Duration.ZERO);
            }
        }
    }

    private Then work(Run run) {
        var claim = run.claim();
        var begin = around.ticker().nanos();
        if (run.mustNotBegin(begin)) {
            return settled(run, new Verdict.Interrupted(), 0);
        }
        around.events().on(new TaskEvent.AttemptStarted(claim, lateness(run, begin)));
        var verdict = verdict(run, begin);
        return settled(run, verdict, around.ticker().nanos() - begin);
    }

    private Then settled(Run run, Verdict verdict, long nanos) {
        var minInterval = crew.controller().settings().minInterval();
        settler.settle(new Settlement(run.claim(), verdict, minInterval, Duration.ofNanos(nanos)));
        return crew.finished(run, nanos);
    }

    private Verdict verdict(Run run, long begin) {
        run.begin(begin);
        try {
            return crew.controller().attempt().run(run.claim(), run.interruption());
        } catch (Throwable fault) { // ours; the row must not stay RUNNING for it
            return unjudged(run.claim(), Failure.of(fault));
        } finally {
            run.end();
        }
    }

    private Verdict unjudged(Claim claim, Failure fault) {
        return switch (lost(claim)) {
            case Verdict.Retry(var delay, var cooldown, _) ->
                    new Verdict.Retry(delay, cooldown, fault);
            case Verdict.GiveUp(var reason, var cooldown, _) ->
                    new Verdict.GiveUp(reason, cooldown, fault);
        };
    }

    private Verdict.Failing lost(Claim claim) {
        var message = "the attempt could not be judged";
        try {
            return crew.controller().attempt().lost(claim, message);
        } catch (Throwable _) {
            return Unjudged.of(claim, message);
        }
    }

    private static Duration lateness(Run run, long now) {
        var late = run.claim().lateness();
        return (late.isNegative() ? Duration.ZERO : late).plusNanos(now - run.dueAt());
    }
}
