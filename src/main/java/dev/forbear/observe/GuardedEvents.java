package dev.forbear.observe;

import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskEvents;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells several listeners. One that throws is counted, and logged the first time; it hurts neither
 * the others nor the work. Safe for use by many threads.
 */
final class GuardedEvents implements TaskEvents {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.observe");

    private final List<TaskEvents> listeners;
    private final EventScopes scopes;
    private final Counter failures;
    private final Set<Class<?>> logged = ConcurrentHashMap.newKeySet();

    GuardedEvents(List<TaskEvents> listeners, EventScopes scopes, MeterRegistry registry) {
        this.listeners = List.copyOf(listeners);
        this.scopes = scopes;
        this.failures =
                Counter.builder("forbear.observer.failures")
                        .description("Times that a log line or a count failed; the work went on.")
                        .register(registry);
    }

    @Override
    public void on(TaskEvent event) {
        scopes.within(event, () -> tell(event));
    }

    private void tell(TaskEvent event) {
        for (var listener : listeners) {
            try {
                listener.on(event);
            } catch (Throwable e) { // an Error too: the caller is the queue itself
                failed(listener, e);
            }
        }
    }

    private void failed(TaskEvents listener, Throwable e) {
        failures.increment();
        if (logged.add(listener.getClass())) {
            LOG.error(
                    "{} failed and the work goes on; its next failures are only counted",
                    listener.getClass().getSimpleName(),
                    e);
        }
    }
}
