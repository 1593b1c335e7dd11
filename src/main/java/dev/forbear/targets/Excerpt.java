package dev.forbear.targets;

import dev.forbear.secrets.Secrets;

import java.util.regex.Pattern;

/** Makes what came from a receiver fit to stand in an error: short, one line, without secrets. */
final class Excerpt {

    private static final int LONGEST = 300;

    /** Control, format (which turn a line around), surrogate and private characters, and spaces. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{C}\\p{Z}\\uFFFD]+");

    private Excerpt() {}

    static String of(String text, Secrets secrets) {
        var shown = HARMFUL.matcher(secrets.takenOutOf(text)).replaceAll(" ").strip();
        return shown.codePointCount(0, shown.length()) <= LONGEST
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
