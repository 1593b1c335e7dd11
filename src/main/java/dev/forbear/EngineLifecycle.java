package dev.forbear;

import dev.forbear.engine.Engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;

/**
 * Starts the engine when the web server listens, and stops it before the server does: results are
 * written while callers can still read them.
 */
final class EngineLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.engine");

    private final Engine engine;
    private final Duration grace;
    private volatile boolean running;

    EngineLifecycle(Engine engine, Duration grace) {
        this.engine = engine;
        this.grace = grace;
    }

    @Override
    public void start() {
        engine.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        LOG.info(
                "stopping: claims no more, waits up to {} for attempts at work",
                Bounds.text(grace));
        try {
            var stopped = engine.stop(grace);
            LOG.info(
                    "stopped: attempts at work ended={} interrupted={} left={}",
                    stopped.ended(),
                    stopped.interrupted(),
                    stopped.left());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1; // after the waits, which are answered at once
    }
}
