package dev.forbear.observe;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What one channel of a controller has kept back in one window. For one thread at a time. */
final class Folded {

    private static final int NAMED = 3;

    /** So many fingerprints are counted each, more only in all. */
    private static final int MOST = 100;

    private static final int SAMPLE = 100;

    private final Map<String, Repeats> byFingerprint = new LinkedHashMap<>();
    private long lines;
    private boolean more;

    private static final class Repeats {
        private final String fingerprint;
        private final String sample;
        private final boolean fresh;
        private long count;

        Repeats(String fingerprint, String sample, boolean fresh) {
            this.fingerprint = fingerprint;
            this.sample = sample.length() > SAMPLE ? sample.substring(0, SAMPLE) + "…" : sample;
            this.fresh = fresh;
        }

        long count() {
            return count;
        }

        boolean old() {
            return !fresh;
        }
    }

    void add(Line line, boolean fresh) {
        lines++;
        var fingerprint = line.fingerprint();
        if (byFingerprint.size() < MOST || byFingerprint.containsKey(fingerprint)) {
            byFingerprint.computeIfAbsent(fingerprint, f -> new Repeats(f, line.sample(), fresh))
                    .count++;
            return;
        }
        more = true;
    }

    /** How many lines were kept back. */
    long lines() {
        return lines;
    }

    /** One line instead of all that were kept back; new fingerprints first. */
    Line summary(Channel channel, String controller, Duration within) {
        var named =
                byFingerprint.values().stream()
                        .sorted(
                                Comparator.comparing(Repeats::old)
                                        .thenComparing(Repeats::count, Comparator.reverseOrder()))
                        .limit(NAMED)
                        .toList();
        var rest = lines - named.stream().mapToLong(Repeats::count).sum();
        var pairs =
                new Pairs()
                        .and("controller", controller)
                        .and("folded", lines)
                        .and("within", Logfmt.seconds(within))
                        .and("fingerprints", byFingerprint.size() + (more ? "+" : ""))
                        .andSaid(
                                "top",
                                named.stream()
                                        .map(r -> r.fingerprint + " x" + r.count + " " + r.sample)
                                        .collect(Collectors.joining("; ")))
                        .and("rest", rest);
        return new Line(channel, channel.more(), controller, "", "", pairs, null);
    }
}
