package dev.forbear.api;

import dev.forbear.engine.TaskStore;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A store that a test can make fail. */
final class Switch {

    private Switch() {}

    /**
     * @param failure what each call fails with; null: it works
     * @param hangs whether submissions are never answered
     */
    static TaskStore around(
            TaskStore store, Supplier<RuntimeException> failure, BooleanSupplier hangs) {
        return (TaskStore)
                Proxy.newProxyInstance(
                        Switch.class.getClassLoader(),
                        new Class<?>[] {TaskStore.class},
                        (_, method, arguments) -> {
                            if (hangs.getAsBoolean() && method.getName().equals("submit")) {
                                return new CompletableFuture<>();
                            }
                            var present = failure.get();
                            if (present != null && method.getName().startsWith("submit")) {
                                return CompletableFuture.failedFuture(present);
                            }
                            if (present != null) {
                                throw present;
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
