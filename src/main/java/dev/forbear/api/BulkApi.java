package dev.forbear.api;

import dev.forbear.engine.Traces;
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

    static final String PATH = Routes.ROOT + "/tasks/bulk";

    /** How much of specs may be on its way into the store, in characters, over all calls. */
    private static final int MOST_ROOM = 8 * 1024 * 1024;

    private final Workqueue queue;
    private final Intake intake;
    private final Traces traces;
    private final Uuid7 uuids;
    private final Limits limits;
    private final Semaphore calls;
    private final Semaphore room = new Semaphore(MOST_ROOM);

    BulkApi(Workqueue queue, Intake intake, Traces traces, Uuid7 uuids, Limits limits) {
        this.queue = queue;
        this.intake = intake;
        this.traces = traces;
        this.uuids = uuids;
        this.limits = limits;
        this.calls = new Semaphore(limits.bulks(), true);
    }

    List<Route> routes() {
        return List.of(Route.post(PATH, this::submit).producing(Answers.NDJSON));
    }

    private ServerResponse submit(Call call) {
        IdempotencyKey.refuse(call.servlet());
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
            var body = Bodies.timed(request, limits.sending());
            var out = response.getOutputStream();
            Traces.Bulk<IOException> lines =
                    span -> {
                        var intaken = new BulkIntake(queue, intake, uuids, room, span);
                        new Bulk(intaken, Thread::startVirtualThread).run(body, out);
                    };
            traces.bulk(Call.trace(request), lines);
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw e;
            }
            Answers.write(response, brokenOff());
        } finally {
            calls.release();
        }
    }

    private static Refusal brokenOff() {
        return Refusal.of(
                ProblemType.BAD_REQUEST,
                "The body broke off or came too slowly; the lines that came whole are submitted.");
    }

    private Refusal tooMany() {
        return Refusal.retryAfter(
                10,
                new Problem(
                        ProblemType.TOO_MANY_REQUESTS,
                        limits.bulks() + " bulk submissions are under way; send this one again."));
    }
}
