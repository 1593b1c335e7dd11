package dev.forbear.targets;

import dev.forbear.reconciler.TerminalException;
import dev.forbear.targets.Guard.Admission.Refused;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides what a refusal means: a caller's URL ends the task, a configured target is the operator's
 * error, said once, and must not end what waits for its correction.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.http");

    private final RefusalListener listener;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Refusals(RefusalListener listener) {
        this.listener = listener;
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
        if (told.add(target.where())) {
            LOG.atError()
                    .addKeyValue("target", target.where())
                    .addKeyValue("property", refused.property())
                    .log("target refused, its calls are retried: {}", refused.reason());
        }
    }

    void admitted(Target target) {
        if (target.configured() && told.remove(target.where())) {
            LOG.atInfo().addKeyValue("target", target.where()).log("target admitted again");
        }
    }
}
