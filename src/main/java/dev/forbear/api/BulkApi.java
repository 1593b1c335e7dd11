package dev.forbear.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.function.ServerResponse;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Takes submissions a line each. */
final class BulkApi {

    private final BulkIntake intake;
    private final Limits limits;
    private final Semaphore calls;

    BulkApi(BulkIntake intake, Limits limits) {
        this.intake = intake;
        this.limits = limits;
        this.calls = new Semaphore(limits.bulks(), true);
    }

    List<Route> routes() {
        return List.of(
                Route.post(Routes.ROOT + "/tasks/bulk", this::submit).producing(Answers.NDJSON));
    }

    private ServerResponse submit(Call call) {
        SubmitApi.refuseIdempotencyKey(call.servlet());
        Bodies.mustBe(Answers.NDJSON, call.servlet());
        return ServerResponse.ok()
                .contentType(Answers.NDJSON)
                .build((request, response) -> {
                    submit(request, response);
                    return null;
                });
    }

    private void submit(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        if (!calls.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
            Answers.write(response, tooMany());
            return;
        }
        try {
            new Bulk(intake).run(request.getInputStream(), response.getOutputStream());
        } finally {
            calls.release();
        }
    }

    private Refusal tooMany() {
        return Refusal.retryAfter(
                10,
                new Problem(
                        ProblemType.TOO_MANY_REQUESTS,
                        limits.bulks() + " bulk submissions are under way; send this one again."));
    }
}
