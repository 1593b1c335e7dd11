package dev.forbear.observe;

import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A line's facts in their order. Filled by one thread, then only read. */
final class Pairs {

    /** As structured formats name a fact; in text the name stands alone. */
    private static final String PREFIX = "forbear.";

    private final List<Pair> all = new ArrayList<>();

    private record Pair(String name, Object value, boolean quoted) {

        String text() {
            return name + "=" + (quoted ? Logfmt.quoted(value.toString()) : Logfmt.word(value));
        }
    }

    /** True for the full names of facts. */
    static boolean ours(String name) {
        return name.startsWith(PREFIX);
    }

    /** Adds a fact; null is left out. */
    Pairs and(String name, @Nullable Object value) {
        if (value != null) {
            all.add(new Pair(name, value, false));
        }
        return this;
    }

    /** Adds what somebody said; null is left out. */
    Pairs andSaid(String name, @Nullable String value) {
        if (value != null) {
            all.add(new Pair(name, value, true));
        }
        return this;
    }

    /** Adds each fact under its full name to a line, without control characters. */
    LoggingEventBuilder addedTo(LoggingEventBuilder event) {
        var out = event;
        for (var pair : all) {
            var value =
                    pair.value() instanceof Number n ? n : Logfmt.clean(pair.value().toString());
            out = out.addKeyValue(PREFIX + pair.name(), value);
        }
        return out;
    }

    /** As text: {@code controller=demo key=a error="no"}. */
    @Override
    public String toString() {
        return all.stream().map(Pair::text).collect(Collectors.joining(" "));
    }
}
