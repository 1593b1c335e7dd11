package dev.forbear;

import dev.forbear.api.Nearest;
import dev.forbear.engine.Controller.Violation;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that keeps one spec from being bound. Jackson stops at the first; here that is replaced by
 * something harmless, and the rest is tried again.
 */
final class Misfits {

    private static final int MOST_TRIES = 60;

    /** In turn, where a misfit was: left out, or what a primitive type takes. */
    private static final List<JsonNode> HARMLESS =
            List.of(NullNode.getInstance(), IntNode.valueOf(0), BooleanNode.FALSE);

    private static final Map<Class<?>, String> WORDS =
            Map.ofEntries(
                    Map.entry(String.class, "string"),
                    Map.entry(boolean.class, "boolean"),
                    Map.entry(int.class, "whole number"),
                    Map.entry(Integer.class, "whole number"),
                    Map.entry(long.class, "whole number"),
                    Map.entry(Long.class, "whole number"),
                    Map.entry(short.class, "whole number"),
                    Map.entry(Short.class, "whole number"),
                    Map.entry(BigInteger.class, "whole number"),
                    Map.entry(double.class, "number"),
                    Map.entry(Double.class, "number"),
                    Map.entry(float.class, "number"),
                    Map.entry(Float.class, "number"),
                    Map.entry(BigDecimal.class, "number"));

    private final Map<String, Violation> found = new LinkedHashMap<>();
    private final Map<String, Integer> tries = new LinkedHashMap<>();

    /** What is wrong, in the order in which it was found. */
    List<Violation> found() {
        return new ArrayList<>(found.values());
    }

    /** True if the place is one of these, or holds one, or lies in one. */
    boolean touch(String pointer) {
        return found.keySet().stream()
                .anyMatch(at ->
                        at.equals(pointer)
                                || at.startsWith(pointer + "/")
                                || pointer.startsWith(at + "/"));
    }

    /**
     * Goes on from the first failure.
     *
     * @return what the rest is bound to; null if it cannot be bound
     */
    <S> @Nullable S collect(JacksonException first, JsonNode spec, Function<JsonNode, S> binding) {
        var failure = first;
        for (var i = 0; i < MOST_TRIES && replaced(failure, spec); i++) {
            try {
                return binding.apply(spec);
            } catch (JacksonException e) {
                failure = e;
            }
        }
        return null;
    }

    private boolean replaced(JacksonException failure, JsonNode spec) {
        var pointer = pointer(failure);
        if (failure instanceof UnrecognizedPropertyException) {
            found.putIfAbsent(pointer, new Violation(pointer, message(failure)));
            return removed(spec, JsonPointer.compile(pointer));
        }
        // a format's message has the value; of others the kind is enough, for it may be a secret
        var was =
                failure instanceof InvalidFormatException
                                || !(failure instanceof MismatchedInputException)
                        ? ""
                        : ", was " + kind(spec.at(pointer));
        found.putIfAbsent(pointer, new Violation(pointer, message(failure) + was));
        var tried = tries.merge(pointer, 1, Integer::sum) - 1;
        return tried < HARMLESS.size()
                && !pointer.isEmpty()
                && replace(spec, JsonPointer.compile(pointer), HARMLESS.get(tried));
    }

    private static boolean removed(JsonNode spec, JsonPointer at) {
        return spec.at(at.head()) instanceof ObjectNode object
                && object.remove(at.last().getMatchingProperty()) != null;
    }

    private static boolean replace(JsonNode spec, JsonPointer at, JsonNode by) {
        return switch (spec.at(at.head())) {
            case ObjectNode object -> {
                object.set(at.last().getMatchingProperty(), by);
                yield true;
            }
            case ArrayNode array when at.last().getMatchingIndex() < array.size() -> {
                array.set(at.last().getMatchingIndex(), by);
                yield true;
            }
            default -> false;
        };
    }

    static String message(JacksonException e) {
        return "the spec does not fit: " + readable(e);
    }

    /** Without the classes that Jackson names, which are nobody's affair but the author's. */
    private static String readable(JacksonException e) {
        return switch (e) {
            case InputCoercionException number ->
                    "the number is too large for a "
                            + (number.getTargetType() == int.class
                                    ? "whole number up to " + Integer.MAX_VALUE
                                    : named(number.getTargetType()));
            case StreamReadException unreadable -> unreadable.getOriginalMessage();
            case InvalidFormatException format when isEnum(format.getTargetType()) ->
                    said(format.getValue()) + " is none of " + constants(format.getTargetType());
            case InvalidFormatException format ->
                    said(format.getValue()) + " is no " + named(format.getTargetType());
            case UnrecognizedPropertyException unknown -> unknown(unknown);
            case MismatchedInputException mismatch ->
                    "expected " + withArticle(named(mismatch.getTargetType())) + " here";
            default -> String.valueOf(e.getOriginalMessage());
        };
    }

    private static String unknown(UnrecognizedPropertyException e) {
        var known = e.getKnownPropertyIds().stream().map(String::valueOf).toList();
        return "is not known here; " + Nearest.hint(shown(e.getPropertyName()), known);
    }

    private static boolean isEnum(@Nullable Class<?> type) {
        return type != null && type.isEnum();
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(SpecBinding::written)
                .collect(Collectors.joining(", "));
    }

    private static String said(Object value) {
        return value instanceof String text ? '"' + shown(text) + '"' : shown(value);
    }

    private static String withArticle(String noun) {
        return ("aeiou".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
    }

    /** A type as a caller knows it. */
    private static String named(@Nullable Class<?> type) {
        if (type == null || type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "object";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "array";
        }
        if (type == Duration.class) {
            return "duration (30s, 5m, 1d or ISO-8601 up to days)";
        }
        return WORDS.getOrDefault(type, type.getSimpleName().toLowerCase(Locale.ROOT));
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "an array";
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING -> "missing";
        };
    }

    private static String pointer(JacksonException e) {
        return e.getPath().stream()
                .map(part ->
                        part.getPropertyName() == null
                                ? "" + part.getIndex()
                                : part.getPropertyName())
                .map(Misfits::escaped)
                .collect(Collectors.joining());
    }

    static String escaped(String part) {
        return "/" + part.replace("~", "~0").replace("/", "~1");
    }

    static String shown(Object value) {
        var text = value instanceof Duration duration ? Bounds.text(duration) : "" + value;
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
