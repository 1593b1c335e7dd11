package com.example.receiver;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.TerminalException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Tells a receiver outside the process of each attempt, and does what its answer says. */
public final class ReceiverReconciler implements Reconciler<ReceiverReconciler.Spec> {

    /**
     * @param url where the receiver listens
     */
    public record Spec(String url) {}

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public Result reconcile(Request<Spec> request) throws IOException, InterruptedException {
        var uri =
                URI.create(
                        request.spec().url()
                                + "?key="
                                + request.key()
                                + "&generation="
                                + request.generation()
                                + "&attempt="
                                + request.attempt());
        var answer =
                client.send(HttpRequest.newBuilder(uri).GET().build(), BodyHandlers.discarding());
        return switch (answer.statusCode()) {
            case 200 -> Result.done();
            case 400 -> throw new TerminalException("refused");
            default -> throw new IOException("the receiver answered " + answer.statusCode());
        };
    }
}
