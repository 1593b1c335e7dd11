package dev.forbear.api;

import java.util.List;
import java.util.Map;

/** Ends a call with a problem. Has no stack: it says what is wrong with a request, not with us. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    Refusal(Problem problem) {
        this(problem, Map.of());
    }

    /**
     * @param headers what the answer carries besides
     */
    Refusal(Problem problem, Map<String, String> headers) {
        super(problem.summary(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    static Refusal of(ProblemType type, String detail) {
        return new Refusal(new Problem(type, detail));
    }

    /** A body that is wrong as a whole. */
    static Refusal body(ProblemType type, String detail) {
        return new Refusal(Problem.ofBody(type, detail));
    }

    /** A query or path parameter that is wrong. */
    static Refusal parameter(String name, String detail) {
        return at(Problem.Fault.parameter(name, detail), "The parameter " + name + " ");
    }

    /** A parameter that names what is not there. */
    static Refusal missing(ProblemType type, String parameter, String detail) {
        return new Refusal(
                new Problem(type, detail, List.of(Problem.Fault.parameter(parameter, detail))));
    }

    static Refusal header(String name, String detail) {
        return at(Problem.Fault.header(name, detail), "The header " + name + " ");
    }

    private static Refusal at(Problem.Fault fault, String what) {
        return new Refusal(
                new Problem(ProblemType.BAD_REQUEST, what + fault.detail() + ".", List.of(fault)));
    }

    static Refusal retryAfter(int seconds, Problem problem) {
        return new Refusal(problem, Map.of("Retry-After", String.valueOf(seconds)));
    }

    Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }
}
