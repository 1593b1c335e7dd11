package dev.forbear;

import org.springframework.boot.convert.DurationStyle;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.time.Duration;

/**
 * Reads a duration in a spec as it is read everywhere else: ISO-8601 or {@code 30s}; a number is
 * seconds.
 */
final class LenientDuration extends StdDeserializer<Duration> {

    LenientDuration() {
        super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken().isNumeric()) {
            return Duration.ofNanos((long) (parser.getDoubleValue() * 1e9));
        }
        var text = parser.getString();
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return (Duration)
                    context.handleWeirdStringValue(
                            Duration.class,
                            text,
                            "a duration is written 30s, 5m, 2h, 1d or in ISO-8601");
        }
    }
}
