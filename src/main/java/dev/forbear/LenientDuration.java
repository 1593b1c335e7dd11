package dev.forbear;

import org.springframework.boot.convert.DurationStyle;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Reads a duration in a spec as it is read everywhere else: ISO-8601 or {@code 30s}. A number,
 * which has no unit, is refused.
 */
final class LenientDuration extends StdDeserializer<Duration> {

    private static final String RULE =
            "a duration is written 30s, 5m, 2h, 1d or in ISO-8601 up to days";

    /** Which would count as milliseconds. */
    private static final Pattern WITHOUT_UNIT = Pattern.compile("\\s*[-+]?\\d+\\s*");

    LenientDuration() {
        super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return context.reportInputMismatch(Duration.class, RULE); // a number has no unit
        }
        var text = parser.getString();
        try {
            return WITHOUT_UNIT.matcher(text).matches()
                    ? refused(text, context)
                    : DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return refused(text, context);
        }
    }

    private static Duration refused(String text, DeserializationContext context) {
        return (Duration) context.handleWeirdStringValue(Duration.class, text, RULE);
    }
}
