package dev.forbear.targets;

import dev.forbear.reconciler.TerminalException;
import dev.forbear.targets.Guard.Admission.Refused;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides what a refusal means: a caller's URL ends the task, a configured target is the operator's
 * error, said once, and must not end what waits for its correction.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.http");

    private static final Duration QUIET = Duration.ofMinutes(10);

    private final RefusalListener listener;
    private final InstantSource clock;
    private final Map<String, Instant> told = new ConcurrentHashMap<>();

    Refusals(RefusalListener listener, InstantSource clock) {
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * @throws TerminalException if a caller chose the URL
     * @throws CallFailedException if it is a configured target's
     */
    Answer refuse(Target target, Refused refused) throws CallFailedException {
        listener.refused();
        if (!target.configured()) {
            throw new TerminalException("url: " + refused.reason());
        }
        tell(target, refused);
        throw new CallFailedException("target " + target.where() + ": " + refused.reason());
    }

    /** Once for each target, until it is admitted again. */
    void tell(Target target, Refused refused) {
        if (told.putIfAbsent(target.where(), clock.instant()) == null) {
            LOG.atError()
                    .addKeyValue("forbear.target", target.where())
                    .log(
                            "target {} is refused, its calls are retried: {}",
                            target.where(),
                            refused.reason());
        }
    }

    /**
     * A target that is refused and admitted by turns is told of every ten minutes, not each time.
     */
    void admitted(Target target) {
        var since = target.configured() ? told.get(target.where()) : null;
        if (since != null
                && !clock.instant().isBefore(since.plus(QUIET))
                && told.remove(target.where(), since)) {
            LOG.info("target {} is admitted again", target.where());
        }
    }
}
