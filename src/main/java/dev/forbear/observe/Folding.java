package dev.forbear.observe;

import dev.forbear.engine.Ticker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Decides which lines are written and which are only counted, for each controller by itself. Safe
 * for use by many threads.
 */
final class Folding {

    private final Ticker ticker;
    private final Printer printer;
    private final Consumer<String> onFold;
    private final Map<String, Fold> folds = new HashMap<>();
    private boolean closed;

    /**
     * @param onFold is given the controller of each line that is kept back
     */
    Folding(Ticker ticker, Printer printer, Consumer<String> onFold) {
        this.ticker = ticker;
        this.printer = printer;
        this.onFold = onFold;
    }

    void offer(Line line) {
        if (printer.writes(line.channel())) {
            decided(line).forEach(printer::print);
        }
    }

    private synchronized List<Line> decided(Line line) {
        var now = ticker.nanos();
        var fold =
                folds.computeIfAbsent(
                        line.controller(), name -> new Fold(name, () -> onFold.accept(name)));
        return closed || printer.writesAll(line.channel())
                ? List.of(fold.unfolded(line, now))
                : fold.offer(line, now);
    }

    /** Writes the summaries of windows that are over. To be called about once a second. */
    void tick() {
        var now = ticker.nanos();
        of(fold -> fold.over(now)).forEach(printer::print);
        forget(now);
    }

    /** Writes all that is kept back; from now on nothing is. */
    void close() {
        var now = ticker.nanos();
        synchronized (this) {
            closed = true;
        }
        of(fold -> fold.close(now)).forEach(printer::print);
    }

    private synchronized List<Line> of(Function<Fold, List<Line>> lines) {
        var out = new ArrayList<Line>();
        folds.values().forEach(fold -> out.addAll(lines.apply(fold)));
        return out;
    }

    private synchronized void forget(long now) {
        folds.values().removeIf(fold -> fold.idle(now));
    }
}
