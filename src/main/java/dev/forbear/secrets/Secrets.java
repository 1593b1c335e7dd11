package dev.forbear.secrets;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** Texts that not everybody may read, and how they are taken out of others. Immutable. */
public final class Secrets {

    /** What stands in their place. */
    public static final String HIDDEN = "***";

    /** Of a secret, that may be left where a text was cut. */
    private static final int LEAST_PART = 4;

    /**
     * What is escaped in an escaped text, as where a receiver quotes a body that quotes another.
     */
    private static final int MOST_ESCAPED = 3;

    private final List<String> texts;

    public Secrets(Collection<String> texts) {
        this.texts = texts.stream().filter(text -> !text.isEmpty()).distinct().toList();
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /**
     * The text without them: whole ones, overlapping ones, and their beginnings where the text ends
     * or an ellipsis says that it was cut; as they are, and with JSON's escapes of any kind.
     */
    public String takenOutOf(String text) {
        var covered = new BitSet(text.length());
        var view = View.of(text);
        cover(view, covered);
        for (var times = 0; times < MOST_ESCAPED && view.isEscaped(); times++) {
            view = view.unescaped();
            cover(view, covered);
        }
        return covered.isEmpty() ? text : without(text, covered);
    }

    private void cover(View view, BitSet covered) {
        for (var secret : texts) {
            wholeOnes(view, secret, covered);
            parts(view, secret, covered);
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
        for (int from = 0, end = view.cut(0); end >= 0; from = end + 1, end = view.cut(from)) {
            for (var n = Math.min(secret.length(), end - from); n >= LEAST_PART; n--) {
                if (view.text().regionMatches(end - n, secret, 0, n)) {
                    view.cover(covered, end - n, end);
                    break;
                }
            }
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
