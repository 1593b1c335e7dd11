package dev.forbear.targets;

import dev.forbear.reconciler.Result;
import dev.forbear.reconciler.RetryAfterException;
import dev.forbear.reconciler.TerminalException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What an answer, or the lack of one, means for the task. */
final class Outcome {

    /** Request Timeout, Conflict, Locked, Too Early, Too Many Requests. */
    private static final Set<Integer> RETRIED = Set.of(408, 409, 423, 425, 429);

    private static final int SUCCESSES = 2;
    private static final int REDIRECTS = 3;
    private static final int SERVER_ERRORS = 5;

    private Outcome() {}

    /**
     * @throws RetryAfterException if it is retried, and not before the time that the receiver gave
     * @throws CallFailedException if it is retried
     * @throws TerminalException if no other call would fare better
     */
    static Result of(Answer answer, Target target, Outgoing call, Instant now)
            throws CallFailedException {
        if (answer.status() / 100 == SUCCESSES) {
            return Result.done();
        }
        var excerpt = Excerpt.of(answer.start(), call.secrets());
        var message =
                target.where()
                        + " answered "
                        + answer.status()
                        + call.secrets().takenOutOf(redirect(answer))
                        + (excerpt.isEmpty() ? "" : ": " + excerpt);
        if (!isRetried(answer.status(), target.manner().retryOn())) {
            throw new TerminalException(message);
        }
        var wait = RetryAfter.of(answer.retryAfter(), answer.date(), now);
        if (wait.isPresent()) {
            throw new RetryAfterException(wait.get(), message, null);
        }
        throw new CallFailedException(message);
    }

    /** Without path and query, which can hold what the call did. */
    private static String redirect(Answer answer) {
        if (answer.status() / 100 != REDIRECTS) {
            return "";
        }
        var place = place(answer.location());
        return ", a redirect" + (place.isEmpty() ? "" : " to " + place) + ", which is not followed";
    }

    private static String place(@Nullable String location) {
        try {
            var uri = URI.create(location == null ? "" : location);
            return uri.getScheme() == null || uri.getHost() == null
                    ? ""
                    : uri.getScheme() + "://" + uri.getHost();
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static boolean isRetried(int status, Set<Integer> more) {
        return status / 100 == SERVER_ERRORS || RETRIED.contains(status) || more.contains(status);
    }

    /** The failure of a call that got no answer. */
    static CallFailedException unanswered(IOException e, Target target, Outgoing call) {
        var detail = Excerpt.of(String.valueOf(e.getMessage()), call.secrets());
        return new CallFailedException(
                target.where()
                        + " did not answer: "
                        + e.getClass().getSimpleName()
                        + ": "
                        + detail);
    }

    /** There was no connection to make the call on: all that there may be are in use. */
    static CallFailedException notMade(Target target) {
        return new CallFailedException(
                target.where()
                        + " was not called, since no connection became free within"
                        + " forbear.http.connect-timeout: forbear.http.max-connections-per-host"
                        + " and forbear.http.max-connections say how many there are");
    }

    static CallFailedException late(Target target, Duration time) {
        return new CallFailedException(
                target.where() + " did not answer within " + time.toMillis() + " ms");
    }
}
