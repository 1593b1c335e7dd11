package com.example.faults;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Fails, or hangs and ignores every interrupt, as its spec says. */
public final class FaultyReconciler implements Reconciler<FaultyReconciler.Spec> {

    /**
     * @param fail whether each attempt fails
     * @param hang whether an attempt never ends
     */
    public record Spec(Boolean fail, Boolean hang) {}

    private final String name;

    FaultyReconciler(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Result reconcile(Request<Spec> request) throws IOException {
        if (Boolean.TRUE.equals(request.spec().fail())) {
            throw new IOException("it is broken");
        }
        while (Boolean.TRUE.equals(request.spec().hang())) {
            ignoreInterrupts();
        }
        return Result.done();
    }

    private static void ignoreInterrupts() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ignored) {
            // that is what it is for
        }
    }
}
