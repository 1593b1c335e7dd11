package dev.forbear;

import dev.forbear.engine.Controller.Specs;
import dev.forbear.engine.Controller.Violation;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;

import org.springframework.core.ResolvableType;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
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
                    .build();

    private final JavaType type;
    private final Validator validator;

    /**
     * @param type the controller's type parameter; unresolvable means any JSON
     */
    SpecBinding(ResolvableType type, Validator validator) {
        this.type = JSON.constructType(type.resolve() == null ? Object.class : type.getType());
        this.validator = validator;
    }

    /**
     * @throws IllegalArgumentException if the text cannot be bound
     */
    S bound(String json) {
        try {
            S spec = JSON.readValue(json, type);
            if (spec == null) {
                throw new IllegalArgumentException("the spec is null, expected " + named());
            }
            return spec;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the spec does not fit " + named() + ": " + e.getOriginalMessage(), e);
        }
    }

    private String named() {
        return type.getRawClass().getSimpleName();
    }

    @Override
    public List<Violation> check(String json) {
        try {
            return validator.validate(bound(json)).stream()
                    .map(SpecBinding::violation)
                    .sorted(
                            Comparator.comparing(Violation::pointer)
                                    .thenComparing(Violation::detail))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of(new Violation(pointer(e), String.valueOf(e.getMessage())));
        }
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
        return new Violation(
                pointer.toString(),
                violated.getMessage() + ", was " + shown(violated.getInvalidValue()));
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
