package dev.forbear.api;

import dev.forbear.api.Problem.Fault;
import dev.forbear.engine.Controller.Violation;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one body so far; bounded, since a body can be wrong all over. */
final class Faults {

    private static final int MOST = 50;
    private static final int LONGEST_POINTER = 250;
    private static final int LONGEST_DETAIL = 500;
    private static final int LONGEST_VALUE = 60;

    private final List<Fault> found = new ArrayList<>();
    private boolean unreadable;

    void add(String pointer, String detail) {
        if (found.size() < MOST) {
            found.add(Fault.pointer(cut(pointer, LONGEST_POINTER), cut(detail, LONGEST_DETAIL)));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    boolean anyAt(String pointer) {
        return found.stream().anyMatch(fault -> fault.at().equals(pointer));
    }

    /** Of a number in the spec that a controller's own reader need not be able to read. */
    void addUnreadable(String pointer, String detail) {
        unreadable = true;
        add(pointer, detail);
    }

    boolean anyUnreadable() {
        return unreadable;
    }

    void addBelowSpec(Violation violation) {
        add("/spec" + violation.pointer(), violation.detail());
    }

    List<Fault> list() {
        return List.copyOf(found);
    }

    /** A name or a value of the caller's can be as long as the body. */
    static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    /** The value as a message can show it: quoted, on one line, not longer than 60 characters. */
    static String shown(String value) {
        return '"' + plain(value) + '"';
    }

    /** As the other, without quotes. */
    static String plain(String value) {
        var text = new StringBuilder();
        cut(value, LONGEST_VALUE)
                .codePoints()
                .map(c -> Character.isISOControl(c) || isHalf(c) ? '?' : c)
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
