package dev.forbear.api;

import java.util.Locale;
import java.util.Optional;

/** The kinds of problems that an answer can be; each has a page that explains it. */
public enum ProblemType {
    BAD_REQUEST(
            400,
            "The request is malformed",
            "The body is not JSON, or a parameter or header is not one that this call takes.",
            "The errors name what is wrong; correct it and send the request again."),
    UNAUTHORIZED(
            401,
            "No valid key",
            "The request has no key, or one that is not known here.",
            "Send the header Authorization: Bearer fbr_… with a key that this service has."),
    FORBIDDEN(
            403,
            "The key's role does not allow this",
            "The key is valid, but none of its roles may make this call.",
            "Use a key with the role that the problem names, or have the role added to the key."),
    NOT_FOUND(
            404,
            "No such task",
            "There is no task with this controller and key, or it ended and its time of retention"
                    + " is over.",
            "Look the key up with GET /api/v1/tasks, or submit the task."),
    NO_SUCH_ROUTE(
            404,
            "No such route",
            "This service has nothing at this path.",
            "All paths are listed in /api/v1/openapi.yaml."),
    UNKNOWN_CONTROLLER(
            404,
            "No such controller",
            "No live node has a controller with this name.",
            "Use one of the names that the problem lists, or start a node that has the"
                    + " controller."),
    METHOD_NOT_ALLOWED(
            405,
            "The method is not allowed here",
            "The path exists, but not for this HTTP method.",
            "Use a method that the Allow header names."),
    NOT_ACCEPTABLE(
            406,
            "The answer's media type is not acceptable",
            "The Accept header excludes the media type that this call answers with.",
            "Leave the Accept header out, or add the media type that the problem names."),
    CONFLICT(
            409,
            "The task's state does not allow this",
            "A task that has ended cannot be cancelled; one that runs or has succeeded cannot be"
                    + " retried.",
            "Read the task and decide by its state; to run a task that has succeeded, submit it."),
    TOO_LARGE(
            413,
            "The body is too large",
            "The spec, the line or the whole body is over its limit.",
            "Keep the spec small and put a reference to large data into it."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "The body's media type is not supported",
            "The Content-Type header does not name what this call takes.",
            "Send the Content-Type that the Accept header of the answer names."),
    INVALID(
            422,
            "The input is invalid",
            "The body is JSON, but fields of it are missing, unknown, out of their range or"
                    + " contradict each other.",
            "Each of the errors names a field by its JSON pointer, the limit and the mend."),
    BACKLOG_FULL(
            429,
            "The controller's backlog is full",
            "As many tasks of the controller wait or run as its backlog-limit allows.",
            "Send the submission again after the time that the Retry-After header gives."),
    TOO_MANY_REQUESTS(
            429,
            "Too many of these calls are under way",
            "The number of waiting reads and of bulk submissions at a time is bounded.",
            "Make the call again after the time that the Retry-After header gives."),
    INTERNAL(
            500,
            "A fault of this service",
            "Something failed that should not. The service has logged it with the id that the"
                    + " problem names.",
            "Give the id to the operator of this service."),
    STORE_AWAY(
            503,
            "The store is away",
            "The database cannot be reached or cannot write. Nothing is known to be stored.",
            "Send the request again after the time that the Retry-After header gives; a submission"
                    + " that was stored nevertheless coalesces with its repetition.");

    private final int status;
    private final String title;
    private final String meaning;
    private final String mend;

    ProblemType(int status, String title, String meaning, String mend) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
        this.mend = mend;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** What has happened, in a sentence or two for the type's page. */
    String meaning() {
        return meaning;
    }

    /** What the caller can do. */
    String mend() {
        return mend;
    }

    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The value of {@code type} in a problem: a URI reference to the type's page.
     *
     * @param base where our paths begin for who calls
     */
    String uri(String base) {
        return base + "/problems/" + slug();
    }

    static Optional<ProblemType> ofSlug(String slug) {
        for (var type : values()) {
            if (type.slug().equals(slug)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
