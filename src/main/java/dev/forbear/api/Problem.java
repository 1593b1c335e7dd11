package dev.forbear.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a request is refused, as RFC 9457 has it.
 *
 * @param detail what is wrong with this request, in one sentence or two
 * @param errors where in the input it is wrong; empty if it is not one place
 */
public record Problem(ProblemType type, String detail, List<Fault> errors) {

    public Problem {
        errors = List.copyOf(errors);
    }

    Problem(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    /** Of the body, or the line, as a whole. */
    static Problem ofBody(ProblemType type, String detail) {
        return new Problem(type, detail, List.of(Fault.pointer("", detail)));
    }

    /**
     * One thing that is wrong.
     *
     * @param in which part of the request
     * @param at a JSON pointer into the body, or the name of a parameter or header
     * @param detail what is wrong, with the limit and the mend
     */
    public record Fault(In in, String at, String detail) {

        static Fault pointer(String pointer, String detail) {
            return new Fault(In.POINTER, pointer, detail);
        }

        static Fault parameter(String name, String detail) {
            return new Fault(In.PARAMETER, name, detail);
        }

        static Fault header(String name, String detail) {
            return new Fault(In.HEADER, name, detail);
        }
    }

    /** The parts of a request; the names are the members that carry the place in a problem. */
    public enum In {
        POINTER("pointer"),
        PARAMETER("parameter"),
        HEADER("header");

        private final String label;

        In(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** All that is wrong in one line, for an exception or a log. */
    public String summary() {
        return errors.isEmpty()
                ? detail
                : errors.stream()
                        .map(fault -> fault.at() + ": " + fault.detail())
                        .collect(Collectors.joining("; "));
    }
}
