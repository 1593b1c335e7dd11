package com.example.greeting;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;

/** A controller that knows nothing but the API: compiled alone it is a plugin. */
public final class GreetingReconciler implements Reconciler<GreetingReconciler.Spec> {

    /**
     * @param name whom to greet
     */
    public record Spec(String name) {}

    @Override
    public String name() {
        return "greeting";
    }

    @Override
    public Result reconcile(Request<Spec> request) {
        System.out.println("hello " + request.spec().name() + ", said the plugin");
        return Result.done();
    }
}
