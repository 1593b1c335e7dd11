package dev.forbear;

import dev.forbear.engine.StoreAwayException;
import dev.forbear.engine.TaskStore;
import dev.forbear.store.UnusableDatabaseException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A store that could not be reached at the start: opened by a thread of its own as soon as it can
 * be, and until then away for all who call it. Safe for use by many threads.
 */
final class AwaitedStore implements InvocationHandler {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.store");
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final Opening opening;
    private final Duration lease;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile RuntimeException failure;
    private volatile @Nullable TaskStore store;

    /** Opens a store. */
    @FunctionalInterface
    interface Opening {
        /**
         * @throws StoreAwayException if it cannot be reached now
         * @throws UnusableDatabaseException if trying again will not help
         */
        TaskStore open();
    }

    private AwaitedStore(Opening opening, Duration lease, StoreAwayException failure) {
        this.opening = opening;
        this.lease = lease;
        this.failure = failure;
    }

    /**
     * The opened store itself, or one that waits for it.
     *
     * @param lease that the store will have
     * @throws UnusableDatabaseException if trying again will not help
     */
    static TaskStore open(Opening opening, Duration lease) {
        try {
            return opening.open();
        } catch (StoreAwayException e) {
            var awaited = new AwaitedStore(opening, lease, e);
            Thread.ofPlatform().name("forbear-store-opening").daemon().start(awaited::await);
            return (TaskStore)
                    Proxy.newProxyInstance(
                            AwaitedStore.class.getClassLoader(),
                            new Class<?>[] {TaskStore.class},
                            awaited);
        }
    }

    private void await() {
        var pause = FIRST;
        while (!ended(pause) && !opened()) {
            pause = pause.compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
    }

    private @Nullable String why() {
        return failure.getMessage();
    }

    private boolean ended(Duration pause) {
        try {
            return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            return true; // nobody interrupts it but who ends the process
        }
    }

    private boolean opened() {
        try {
            take(opening.open());
            return true;
        } catch (StoreAwayException e) {
            failure = e; // the engine says so, as of any store that is away
        } catch (UnusableDatabaseException e) {
            if (isNews(e)) { // at the start it would have ended it
                LOG.error("the store cannot be opened, and is tried again: {}", e.getMessage());
            }
            failure = e;
        } catch (RuntimeException e) {
            if (isNews(e)) {
                LOG.error("the store cannot be opened, and is tried again", e);
            }
            failure = e;
        }
        return false;
    }

    private boolean isNews(RuntimeException e) {
        return !String.valueOf(e.getMessage()).equals(failure.getMessage());
    }

    /** Closed meanwhile: it is closed too. */
    private synchronized void take(TaskStore opened) {
        if (closed.getCount() == 0) {
            opened.close();
        } else {
            store = opened;
        }
    }

    private synchronized void close() {
        closed.countDown();
        var present = store;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("close")) {
            close();
            return null;
        }
        var present = store;
        if (present == null || method.getDeclaringClass() == Object.class) {
            return waiting(proxy, method, arguments);
        }
        try {
            return method.invoke(present, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    private Object waiting(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "lease" -> Optional.of(lease);
            case "reachable" -> false;
            case "toString" -> "a store that is awaited";
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            default -> away(method);
        };
    }

    private Object away(Method method) {
        var e = new StoreAwayException("the store was not reached yet: " + why(), failure);
        if (method.getReturnType() == CompletableFuture.class) {
            return CompletableFuture.failedFuture(e);
        }
        throw e;
    }
}
