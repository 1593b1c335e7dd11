package dev.forbear.secrets;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Texts that not everybody may read, and how they are taken out of others, and out of what is
 * thrown. Immutable.
 */
public final class Secrets {

    /** What stands in their place. */
    public static final String HIDDEN = "***";

    /** Of a secret, that may be left where a text was cut. */
    private static final int LEAST_PART = 4;

    /**
     * What is escaped in an escaped text, as where a receiver quotes a body that quotes another.
     */
    private static final int MOST_ESCAPED = 3;

    /** To look for more would take longer than the attempt that failed. */
    private static final int MOST = 1_000;

    private final List<String> texts;

    public Secrets(Collection<String> texts) {
        this.texts =
                texts.stream()
                        .filter(text -> !text.isEmpty())
                        .flatMap(Forms::of)
                        .distinct()
                        .toList();
    }

    /** What is secret in one JSON value. */
    public static Secrets of(String json, SecretNames names) {
        return new Secrets(names.isEmpty() ? List.of() : MaskedJson.of("", json, names).secrets());
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /**
     * The text without them: whole ones, overlapping ones, and their beginnings where the text ends
     * or an ellipsis says that it was cut; as they are, in Base64, and with the escapes of JSON and
     * of URLs. Of more secrets than can be looked for nothing is left.
     */
    public String takenOutOf(String text) {
        if (texts.isEmpty() || text.isEmpty()) {
            return text;
        }
        if (texts.size() > MOST) {
            return HIDDEN;
        }
        var covered = new BitSet(text.length());
        cover(View.of(text), MOST_ESCAPED, covered);
        return covered.isEmpty() ? text : without(text, covered);
    }

    /**
     * What was thrown if none of its texts, its causes' and those of what they suppressed holds
     * one; else a copy without them, an Error of an Error and a RuntimeException of all else.
     */
    public Throwable takenOutOf(Throwable thrown) {
        return texts.isEmpty() ? thrown : Retelling.of(thrown, this);
    }

    private void cover(View view, int deeper, BitSet covered) {
        for (var secret : texts) {
            wholeOnes(view, secret, covered);
            parts(view, secret, covered);
        }
        if (deeper > 0 && view.isEscaped()) {
            cover(view.unescaped(), deeper - 1, covered);
        }
        if (deeper > 0 && view.isEncoded()) {
            cover(view.decoded(), deeper - 1, covered);
        }
    }

    private static void wholeOnes(View view, String secret, BitSet covered) {
        for (var at = view.text().indexOf(secret);
                at >= 0;
                at = view.text().indexOf(secret, at + 1)) {
            view.cover(covered, at, at + secret.length());
        }
    }

    private static void parts(View view, String secret, BitSet covered) {
        var from = 0;
        for (var end : view.cuts()) {
            for (var n = Math.min(secret.length(), end - from); n >= LEAST_PART; n--) {
                if (view.text().regionMatches(end - n, secret, 0, n)) {
                    view.cover(covered, end - n, end);
                    break;
                }
            }
            from = end + 1;
        }
    }

    private static String without(String text, BitSet covered) {
        var left = new StringBuilder();
        var from = 0;
        for (var at = covered.nextSetBit(0); at >= 0; at = covered.nextSetBit(from)) {
            left.append(text, from, at).append(HIDDEN);
            from = covered.nextClearBit(at);
        }
        return left.append(text, from, text.length()).toString();
    }
}
