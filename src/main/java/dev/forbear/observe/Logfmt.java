package dev.forbear.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** How values are spelled in a line: whatever a value holds, it stays one value of one line. */
final class Logfmt {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._~@+,:/-]+");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    private static final Duration LONG = Duration.ofMinutes(2);

    private Logfmt() {}

    /** The value as it is if nothing in it can be misread, else quoted. */
    static String word(Object value) {
        var text = value.toString();
        return WORD.matcher(text).matches() ? text : quoted(text);
    }

    /** In quotes, with quotes, backslashes and all that a terminal would act on escaped. */
    static String quoted(String text) {
        return '"' + clean(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }

    /** With line breaks, control and invisible formatting characters written as escapes. */
    static String clean(String text) {
        if (text.codePoints().noneMatch(Logfmt::acts)) {
            return text;
        }
        var out = new StringBuilder();
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    private static boolean acts(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (acts(c)) {
                    out.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    /** UTC with milliseconds. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    /** Seconds to a tenth, milliseconds below a tenth: {@code 4.1s}, {@code 60s}, {@code 12ms}. */
    static String seconds(Duration time) {
        var millis = time.toMillis();
        if (millis > 0 && millis < 100) {
            return millis + "ms";
        }
        var tenths = Math.round(millis / 100.0);
        return tenths % 10 == 0 ? tenths / 10 + "s" : tenths / 10 + "." + tenths % 10 + "s";
    }

    /** The two largest units: {@code 4.1s}, {@code 4m3s}, {@code 2h5m}, {@code 3d4h}. */
    static String span(Duration time) {
        if (time.compareTo(LONG) < 0) {
            return seconds(time);
        }
        if (time.toHours() == 0) {
            return two(time.toMinutes(), "m", time.toSecondsPart(), "s");
        }
        return time.toDays() == 0
                ? two(time.toHours(), "h", time.toMinutesPart(), "m")
                : two(time.toDays(), "d", time.toHoursPart(), "h");
    }

    private static String two(long large, String unit, int small, String smaller) {
        return large + unit + (small == 0 ? "" : small + smaller);
    }
}
