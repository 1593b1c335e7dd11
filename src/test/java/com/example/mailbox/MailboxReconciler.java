package com.example.mailbox;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Keeps a mailbox on the mail server as its spec says. */
@Component
class MailboxReconciler implements Reconciler<MailboxSpec> {

    private final RestClient mail;

    MailboxReconciler(@Value("${mail.url}") String url) {
        mail = RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory()) // some others retry by themselves
                .baseUrl(url)
                .defaultStatusHandler(status -> status.value() == 422, (_, answer) -> refused(answer))
                .defaultStatusHandler(status -> status.value() == 503, (_, answer) -> busy(answer))
                .build();
    }

    @Override
    public Result reconcile(Request<MailboxSpec> request) {
        if (request.spec().equals(present(request.key()))) {
            return Result.done(); // an earlier attempt did it and could not say so
        }
        mail.put()
                .uri("/mailboxes/{name}", request.key())
                .header("Idempotency-Key", request.uid() + "-" + request.generation())
                .contentType(MediaType.APPLICATION_JSON)
                .body(request.spec())
                .retrieve()
                .toBodilessEntity();
        return Result.done();
    }

    /** The mailbox as it is, or null if there is none. */
    private MailboxSpec present(String name) {
        return mail.get()
                .uri("/mailboxes/{name}", name)
                .retrieve()
                .onStatus(HttpStatusCode.valueOf(404)::equals, (_, _) -> {})
                .toEntity(MailboxSpec.class)
                .getBody();
    }

    private static void refused(ClientHttpResponse answer) throws java.io.IOException {
        throw new TerminalException("the mail server refuses it: " + answer.getStatusText());
    }

    private static void busy(ClientHttpResponse answer) {
        var seconds = answer.getHeaders().getFirst("Retry-After");
        if (seconds != null) {
            throw new RetryAfterException(Duration.ofSeconds(Long.parseLong(seconds)));
        }
        throw new IllegalStateException("the mail server is down");
    }
}
