package dev.forbear.observe;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;

/**
 * A throwable as a text log may show it: its messages cannot begin a line of their own, and it has
 * an end.
 */
final class Trace extends Throwable {

    private static final long serialVersionUID = 1L;
    private static final int FRAMES = 100;
    private static final int CAUSES = 10;
    private static final int SUPPRESSED = 10;

    private final String shown;

    private Trace(Throwable of, int causes) {
        super(null, cause(of, causes), true, true);
        shown = Logfmt.clean(of.toString());
        var stack = of.getStackTrace();
        setStackTrace(Arrays.copyOf(stack, Math.min(stack.length, FRAMES)));
        if (causes > 0) {
            Arrays.stream(of.getSuppressed())
                    .limit(SUPPRESSED)
                    .forEach(suppressed -> addSuppressed(new Trace(suppressed, 0)));
        }
    }

    private static @Nullable Throwable cause(Throwable of, int causes) {
        return causes == 0 || of.getCause() == null ? null : new Trace(of.getCause(), causes - 1);
    }

    /** The throwable itself if a text log can show it as it is, else a copy that it can. */
    static Throwable harmless(Throwable thrown) {
        var known = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        var ahead = new ArrayDeque<Throwable>();
        ahead.add(thrown);
        while (!ahead.isEmpty()) {
            var next = ahead.remove();
            var said = next.toString();
            if (!known.add(next)
                    || known.size() > CAUSES
                    || next.getStackTrace().length > FRAMES
                    || !said.equals(Logfmt.clean(said))) {
                return new Trace(thrown, CAUSES);
            }
            if (next.getCause() != null) {
                ahead.add(next.getCause());
            }
            ahead.addAll(Arrays.asList(next.getSuppressed()));
        }
        return thrown;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // it begins with the class of what it shows
    public String toString() {
        return shown;
    }
}
