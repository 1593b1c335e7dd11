package dev.forbear.api;

import org.jspecify.annotations.Nullable;

/** What a key, a lane and a controller may be called. */
final class Names {

    static final int LONGEST = 200;
    private static final int LONGEST_CONTROLLER = 63;
    private static final String OTHERS = "._~@+=,:-";

    private Names() {}

    /** What is wrong with a key or a lane; null if nothing is. */
    static @Nullable String faultOfLabel(String value) {
        if (value.isEmpty() || value.length() > LONGEST) {
            return rule() + ", has " + value.length() + " characters";
        }
        if (value.equals(".") || value.equals("..")) {
            return rule() + ", and not . or ..";
        }
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c == '/') {
                return rule() + ", has a / at index " + i + ": use : to separate parts";
            }
            if (!isLabel(c)) {
                return rule() + ", has " + shown(c) + " at index " + i;
            }
        }
        return null;
    }

    /** What is wrong with the beginning of a key; null if nothing is. */
    static @Nullable String faultOfPrefix(String value) {
        return value.equals(".") || value.equals("..") ? null : faultOfLabel(value);
    }

    private static String rule() {
        return "must be 1 to " + LONGEST + " of A-Z a-z 0-9 . _ ~ @ + = , : -";
    }

    /** What is wrong with a controller's name; null if nothing is. */
    static @Nullable String faultOfController(String value) {
        var right = !value.isEmpty() && value.length() <= LONGEST_CONTROLLER;
        for (var i = 0; i < value.length() && right; i++) {
            right = isController(value.charAt(i));
        }
        return right
                ? null
                : "must be 1 to "
                        + LONGEST_CONTROLLER
                        + " of a-z 0-9 -, was "
                        + Faults.shown(value);
    }

    private static boolean isLabel(char c) {
        return isController(c) || (c >= 'A' && c <= 'Z') || OTHERS.indexOf(c) >= 0;
    }

    private static boolean isController(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }

    private static String shown(char c) {
        return c > ' ' && c < 127 ? "a " + c : "a character " + String.format("U+%04X", (int) c);
    }
}
