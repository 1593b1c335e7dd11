package dev.forbear.targets;

import dev.forbear.targets.Guard.Admission;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import java.io.IOException;
import java.time.Duration;

/**
 * Judges the configured targets when the service starts, so that a mistake is said before the first
 * task meets it. It holds nothing up: names are looked up meanwhile, and nothing stops the start.
 */
final class StartCheck implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.http");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Targets targets;
    private final Guard guard;
    private final Refusals refusals;

    StartCheck(Targets targets, Guard guard, Refusals refusals) {
        this.targets = targets;
        this.guard = guard;
        this.refusals = refusals;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!targets.all().isEmpty()) {
            Thread.ofPlatform().daemon().name("forbear-http-start").start(this::judgeAll);
        }
    }

    private void judgeAll() {
        try (var deadlines = new Deadlines();
                var deadline = deadlines.in(PATIENCE)) {
            for (var target : targets.all()) {
                judge(target, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void judge(Target target, Deadlines.Deadline deadline) throws InterruptedException {
        try {
            if (guard.admission(target.reach(), deadline) instanceof Admission.Refused refused) {
                refusals.tell(target, refused);
            }
        } catch (IOException e) {
            LOG.warn(
                    "target {} is not resolved, its calls are retried: {}",
                    target.where(),
                    e.getMessage());
        }
    }
}
