package dev.forbear.security;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of keys. */
final class Names {

    /** For messages. */
    static final String WORDS =
            "1 to 63 of A-Z a-z 0-9 . _ -, the first of them a letter or a digit";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern LOST = Pattern.compile("[._-]");

    private Names() {}

    static boolean fits(String name) {
        return FORM.matcher(name).matches();
    }

    /** What is left of a name that came through an environment variable: no case, no dashes. */
    static String canonical(String name) {
        return LOST.matcher(name).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
