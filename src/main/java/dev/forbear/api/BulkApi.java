package dev.forbear.api;

import dev.forbear.engine.Workqueue;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.function.ServerResponse;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Takes submissions a line each. */
final class BulkApi {

    /** How many calls may be under way; each keeps up to 10,000 answers in memory. */
    private static final int MOST_CALLS = 16;

    /** How much of specs that are being written may be in memory, in bytes, over all calls. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final int PATIENCE_SECONDS = 10;

    private final BulkIntake intake;
    private final Semaphore calls = new Semaphore(MOST_CALLS, true);

    BulkApi(Workqueue queue, Intake intake, Uuid7 uuids) {
        this.intake = new BulkIntake(queue, intake, uuids, new Semaphore(MOST_BYTES));
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
        if (!calls.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            Answers.write(response, tooMany());
            return;
        }
        try {
            new Bulk(intake).run(request.getInputStream(), response.getOutputStream());
        } finally {
            calls.release();
        }
    }

    private static Refusal tooMany() {
        return Refusal.retryAfter(
                PATIENCE_SECONDS,
                new Problem(
                        ProblemType.TOO_MANY_REQUESTS,
                        MOST_CALLS + " bulk submissions are under way; send this one again."));
    }
}
