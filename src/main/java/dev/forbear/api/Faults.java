package dev.forbear.api;

import dev.forbear.api.Problem.Fault;
import dev.forbear.engine.Controller.Violation;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one body so far; bounded, since a body can be wrong all over. */
final class Faults {

    private static final int MOST = 50;

    private final List<Fault> found = new ArrayList<>();

    void add(String pointer, String detail) {
        if (found.size() < MOST) {
            found.add(Fault.pointer(pointer, detail));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    boolean anyAt(String pointer) {
        return found.stream().anyMatch(fault -> fault.at().equals(pointer));
    }

    void addBelowSpec(Violation violation) {
        add("/spec" + violation.pointer(), violation.detail());
    }

    boolean anyInSpec() {
        return found.stream()
                .anyMatch(fault -> fault.at().equals("/spec") || fault.at().startsWith("/spec/"));
    }

    List<Fault> list() {
        return List.copyOf(found);
    }

    /** The value as a message can show it: quoted, on one line, not longer than 60 characters. */
    static String shown(String value) {
        var shortened = value.length() > 60 ? value.substring(0, 59) + "…" : value;
        var text = new StringBuilder("\"");
        shortened
                .codePoints()
                .map(c -> Character.isISOControl(c) || isHalf(c) ? '?' : c)
                .forEach(text::appendCodePoint);
        return text.append('"').toString();
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
