package dev.forbear;

import dev.forbear.engine.Controller.Read;
import dev.forbear.engine.Controller.Specs;
import dev.forbear.engine.Controller.Violation;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Binds specs to a controller's type and checks the type's Jakarta constraints. Members that the
 * type does not have are ignored: they are the controller's affair. Safe for use by many threads.
 *
 * @param <S> the controller's type
 */
final class SpecBinding<S> implements Specs {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .findAndAddModules()
                    .addModule(
                            new SimpleModule("forbear")
                                    .addDeserializer(Duration.class, new LenientDuration()))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .build();

    private final JavaType type;
    private final Validator validator;
    private final Function<S, String> lane;

    /**
     * @param type the controller's type parameter; unresolvable means any JSON
     * @param lane of a spec that fits; empty: none
     */
    SpecBinding(ResolvableType type, Validator validator, Function<S, String> lane) {
        this.type = JSON.constructType(type.resolve() == null ? Object.class : type.getType());
        this.validator = validator;
        this.lane = lane;
    }

    /**
     * @throws IllegalArgumentException if the text cannot be bound
     */
    S bound(String json) {
        try {
            S spec = JSON.readValue(json, type);
            if (spec == null) {
                throw new IllegalArgumentException(
                        "the spec is null, expected an object or what its type asks for");
            }
            return spec;
        } catch (StreamReadException e) {
            throw new IllegalArgumentException(
                    "the spec does not fit: " + e.getOriginalMessage(), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the spec does not fit: " + readable(e), e);
        }
    }

    /** Without the classes that Jackson names, which are nobody's affair but the author's. */
    private static String readable(JacksonException e) {
        return switch (e) {
            case InvalidFormatException format ->
                    "\"%s\" is no %s"
                            .formatted(shown(format.getValue()), simple(format.getTargetType()));
            case MismatchedInputException mismatch ->
                    "expected " + simple(mismatch.getTargetType()) + " here";
            default -> String.valueOf(e.getOriginalMessage());
        };
    }

    private static String simple(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "object";
        }
        return type == Duration.class
                ? "duration (30s, 5m, 1d or ISO-8601)"
                : type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Violation> check(String json) {
        return read(json).violations();
    }

    @Override
    public Read read(String json) {
        S spec;
        try {
            spec = bound(json);
        } catch (IllegalArgumentException e) {
            var unfit = new Violation(pointer(e), String.valueOf(e.getMessage()));
            return new Read(List.of(unfit), null);
        }
        var violations = violations(spec);
        var usual = violations.isEmpty() ? lane.apply(spec) : "";
        return new Read(violations, usual.isEmpty() ? null : usual);
    }

    private List<Violation> violations(S spec) {
        return validator.validate(spec).stream()
                .map(SpecBinding::violation)
                .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::detail))
                .toList();
    }

    private static String pointer(IllegalArgumentException e) {
        if (!(e.getCause() instanceof DatabindException unfit)) {
            return "";
        }
        return unfit.getPath().stream()
                .map(part ->
                        part.getPropertyName() == null
                                ? "" + part.getIndex()
                                : part.getPropertyName())
                .map(SpecBinding::escaped)
                .collect(Collectors.joining());
    }

    private static Violation violation(ConstraintViolation<?> violated) {
        var pointer = new StringBuilder();
        for (var node : violated.getPropertyPath()) {
            append(pointer, node);
        }
        var value = violated.getInvalidValue();
        // a constraint on the whole of a record says itself what it found
        var was = Objects.equals(value, violated.getLeafBean()) ? "" : ", was " + shown(value);
        return new Violation(pointer.toString(), violated.getMessage() + was);
    }

    private static void append(StringBuilder pointer, Path.Node node) {
        if (node.isInIterable() && (node.getIndex() != null || node.getKey() != null)) {
            pointer.append(
                    escaped(
                            String.valueOf(
                                    node.getIndex() != null ? node.getIndex() : node.getKey())));
        }
        if (node.getName() != null && node.getKind() == ElementKind.PROPERTY) {
            pointer.append(escaped(node.getName()));
        }
    }

    private static String escaped(String part) {
        return "/" + part.replace("~", "~0").replace("/", "~1");
    }

    private static String shown(Object value) {
        var text = String.valueOf(value);
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
