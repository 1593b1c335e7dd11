package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The members of a JSON object of ours, read in one pass over its text. */
final class Members {

    static final int DEEPEST = 100;

    /** The member that is somebody else's: any JSON, kept as it came. */
    static final String RAW = "spec";

    // Depth is the one limit left to the parser: its other messages would not name the field.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST + 1)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    /** A member's value. */
    sealed interface Value {
        record Text(String text) implements Value {}

        record Whole(String digits) implements Value {}

        /** Anything that none of our fields can be. */
        record Other(String kind) implements Value {}

        /**
         * @param text as it came
         */
        record Raw(String text, String digest) implements Value {}
    }

    private final Map<String, Value> given = new HashMap<>();
    private final List<String> known;
    private final Faults faults;
    private final String json;

    private Members(String json, List<String> known, Faults faults) {
        this.json = json;
        this.known = known;
        this.faults = faults;
    }

    /**
     * Reads the text; what is wrong with it goes to the faults.
     *
     * @throws MalformedException if it is not JSON
     */
    static Members read(String json, List<String> known, Faults faults) throws MalformedException {
        var members = new Members(json, known, faults);
        try (var parser = parser(json)) {
            members.read(parser);
            return members;
        } catch (StreamConstraintsException _) {
            throw new MalformedException("nested deeper than " + DEEPEST + " levels; flatten it");
        } catch (JacksonException e) {
            throw MalformedException.of(e, json);
        }
    }

    static JsonParser parser(String json) {
        return JSON.createParser(ObjectReadContext.empty(), json);
    }

    private void read(JsonParser parser) throws MalformedException {
        var first = parser.nextToken();
        if (first == null) {
            throw new MalformedException("the body is empty; send a JSON object");
        }
        if (first != JsonToken.START_OBJECT) {
            faults.add("", "must be a JSON object, was " + kind(first));
            parser.skipChildren();
        } else {
            for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                member(parser, name, parser.nextToken());
            }
        }
        if (parser.nextToken() != null) {
            throw new MalformedException("something follows the end of the JSON value; remove it");
        }
    }

    private void member(JsonParser parser, String name, JsonToken token) {
        var seen = given.containsKey(name);
        if (!known.contains(name)) {
            faults.add(pointer(name), "is not a field; " + Nearest.hint(name, known));
            parser.skipChildren();
        } else if (seen) {
            faults.add(pointer(name), "is given twice; give each field once");
            parser.skipChildren();
        } else {
            given.put(name, name.equals(RAW) ? raw(parser) : value(parser, token));
        }
    }

    private Value raw(JsonParser parser) {
        var begin = (int) parser.currentTokenLocation().getCharOffset();
        var digest = new Canon(parser, faults).digest();
        var end = (int) parser.currentLocation().getCharOffset();
        return new Value.Raw(json.substring(begin, end), digest);
    }

    private static Value value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> new Value.Text(parser.getString());
            case VALUE_NUMBER_INT -> new Value.Whole(parser.getString());
            default -> {
                parser.skipChildren();
                yield new Value.Other(kind(token));
            }
        };
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a number";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
    }

    /** True if the member is given, well or not; null counts as not given. */
    boolean has(String name) {
        return switch (given.get(name)) {
            case null -> false;
            case Value.Other(var kind) -> !kind.equals("null");
            case Value.Text _, Value.Whole _, Value.Raw _ -> true;
        };
    }

    static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The member's text; null if it is not given (null counts as that) or is no string. */
    @Nullable String text(String name) {
        return text(name, "must be a string");
    }

    /**
     * As the other.
     *
     * @param rule what to say of a value that is no string
     */
    @Nullable String text(String name, String rule) {
        var value = given.get(name);
        if (value instanceof Value.Text(var text)) {
            return text;
        }
        refuse(name, value, rule);
        return null;
    }

    /** The member's whole number; null if it is not given or is none within the bounds. */
    @Nullable Integer whole(String name, int least, int most) {
        var value = given.get(name);
        if (value instanceof Value.Whole(var digits) && digits.length() < 10) {
            var number = Integer.parseInt(digits);
            if (number >= least && number <= most) {
                return number;
            }
        }
        refuse(name, value, "must be a whole number from " + least + " to " + most);
        return null;
    }

    private void refuse(String name, @Nullable Value value, String rule) {
        if (value != null && has(name)) {
            faults.add(pointer(name), rule + ", was " + described(value));
        }
    }

    private static String described(Value value) {
        return switch (value) {
            case Value.Text(var text) -> "the string " + Faults.shown(text);
            case Value.Whole(var digits) -> "the number " + Faults.shown(digits);
            case Value.Other(var kind) -> kind;
            case Value.Raw _ -> "JSON";
        };
    }

    /** The raw member; null if it is not given. */
    Value.@Nullable Raw raw() {
        return given.get(RAW) instanceof Value.Raw raw && !raw.text().equals("null") ? raw : null;
    }
}
