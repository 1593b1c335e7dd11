package dev.forbear.observe;

import org.slf4j.event.Level;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One controller's share of the log. In a window of 10 s each level has 5 lines, the rest is
 * counted, and the window's end brings one summary a channel. In any minute at most 60 lines come
 * out, summaries included. For one thread at a time.
 *
 * <p>Repeats would use up the 5 lines of a storm at once. So in a window that follows one with too
 * many, 2 lines are kept for fingerprints that are new; if none comes, the window's end gives them
 * to the repeats that wait.
 */
final class Fold {

    static final Duration WINDOW = Duration.ofSeconds(10);
    static final int LINES = 5;
    private static final int KEPT = 2;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** 60, less the summaries of 4 channels in 6 windows. */
    private static final int LINES_A_MINUTE = 36;

    private final String controller;
    private final Recent fingerprints = new Recent();
    private final Recent traces = new Recent();
    private final Map<Level, Integer> written = new EnumMap<>(Level.class);
    private final Map<Channel, Folded> folded = new EnumMap<>(Channel.class);
    private final List<Line> waiting = new ArrayList<>();
    private final Set<Level> strained = EnumSet.noneOf(Level.class);
    private final Deque<Closed> past = new ArrayDeque<>();
    private final Runnable onFold;
    private boolean open;
    private long openedAt;
    private long usedAt;

    private record Closed(long at, int lines) {}

    /**
     * @param onFold runs for each line that is kept back
     */
    Fold(String controller, Runnable onFold) {
        this.controller = controller;
        this.onFold = onFold;
    }

    /** Takes a line; returns what is to be written now, in order. */
    List<Line> offer(Line line, long now) {
        usedAt = now;
        var out = new ArrayList<>(over(now));
        if (!open) {
            open(now);
        }
        var level = line.channel().level();
        if (full(level, now)) {
            fold(line, now);
        } else if (keepsTheRest(level) && !isNew(line, now)) {
            waitOrFold(line, now);
        } else {
            out.add(write(line, now));
        }
        return out;
    }

    /** The line as it is to be written whatever else is. */
    Line unfolded(Line line, long now) {
        usedAt = now;
        return line.thrown() != null && traces.show(line.fingerprint(), now)
                ? line
                : line.withoutTrace();
    }

    /** What is to be written if the window is over. */
    List<Line> over(long now) {
        return open && now - openedAt >= WINDOW.toNanos() ? close(now) : List.of();
    }

    /** Ends the window, over or not; returns what is to be written. */
    List<Line> close(long now) {
        if (!open) {
            return List.of();
        }
        var out = new ArrayList<Line>();
        for (var line : waiting) {
            if (full(line.channel().level(), now)) {
                fold(line, now);
            } else {
                out.add(write(line, now));
            }
        }
        waiting.clear();
        past.add(new Closed(now, lines()));
        strained.clear();
        folded.forEach((channel, kept) -> {
            strained.add(channel.level());
            out.add(kept.summary(channel, controller, Duration.ofNanos(now - openedAt)));
        });
        folded.clear();
        open = false;
        return out;
    }

    private void open(long now) {
        if (past.isEmpty() || now - past.getLast().at() > WINDOW.toNanos()) {
            strained.clear();
        }
        open = true;
        openedAt = now;
        written.clear();
    }

    private int lines() {
        return written.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int written(Level level) {
        return written.getOrDefault(level, 0);
    }

    private boolean full(Level level, long now) {
        while (!past.isEmpty() && now - past.getFirst().at() >= MINUTE) {
            past.removeFirst();
        }
        return written(level) >= LINES
                || lines() + past.stream().mapToInt(Closed::lines).sum() >= LINES_A_MINUTE;
    }

    private boolean keepsTheRest(Level level) {
        return strained.contains(level) && written(level) >= LINES - KEPT;
    }

    private void waitOrFold(Line line, long now) {
        var level = line.channel().level();
        if (waiting.stream().filter(w -> w.channel().level() == level).count() < KEPT) {
            waiting.add(line);
        } else {
            fold(line, now);
        }
    }

    private Line write(Line line, long now) {
        written.merge(line.channel().level(), 1, Integer::sum);
        fingerprints.show(name(line), now);
        return unfolded(line, now);
    }

    private void fold(Line line, long now) {
        folded.computeIfAbsent(line.channel(), _ -> new Folded()).add(line, isNew(line, now));
        onFold.run();
    }

    private boolean isNew(Line line, long now) {
        return fingerprints.isNew(name(line), now);
    }

    private static String name(Line line) {
        return line.channel() + " " + line.fingerprint();
    }

    /** True when forgetting it changes nothing. */
    boolean idle(long now) {
        return !open && now - usedAt > Recent.SPAN;
    }
}
