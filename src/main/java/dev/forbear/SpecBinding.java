package dev.forbear;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import dev.forbear.engine.Controller.Read;
import dev.forbear.engine.Controller.Specs;
import dev.forbear.engine.Controller.Violation;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;

import org.springframework.core.ResolvableType;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.type.LogicalType;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Binds specs to a controller's type and checks the type's Jakarta constraints. Members that the
 * type does not have are ignored, unless it says by {@code @JsonIgnoreProperties(ignoreUnknown =
 * false)} that they are to be refused; then they are when a spec is checked, not when one that was
 * accepted is bound for an attempt. Safe for use by many threads.
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
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(LogicalType.Textual, SpecBinding::stringsOnly)
                    .build();

    /** A number where a string belongs is a mistake as much as the other way round. */
    private static void stringsOnly(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** A constant as it stands in a spec. */
    static String written(Object constant) {
        return JSON.valueToTree(constant).asString();
    }

    private final ObjectReader stored;
    private final ObjectReader submitted;
    private final Validator validator;
    private final Function<S, String> lane;

    /**
     * @param type the controller's type parameter; unresolvable means any JSON
     * @param lane of a spec that fits; empty: none
     */
    SpecBinding(ResolvableType type, Validator validator, Function<S, String> lane) {
        this.stored =
                JSON.readerFor(
                        JSON.constructType(type.resolve() == null ? Object.class : type.getType()));
        this.submitted =
                isStrict(type)
                        ? stored.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        : stored;
        this.validator = validator;
        this.lane = lane;
    }

    private static boolean isStrict(ResolvableType type) {
        var said = type.resolve(Object.class).getAnnotation(JsonIgnoreProperties.class);
        return said != null && !said.ignoreUnknown() && said.value().length == 0;
    }

    /**
     * @throws IllegalArgumentException if the text cannot be bound
     */
    S bound(String json) {
        return bound(json, stored);
    }

    private S bound(String json, ObjectReader reader) {
        try {
            S spec = reader.readValue(json);
            if (spec == null) {
                throw new IllegalArgumentException(
                        "the spec is null, expected an object or what its type asks for");
            }
            return spec;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(Misfits.message(e), e);
        }
    }

    @Override
    public List<Violation> check(String json) {
        return read(json).violations();
    }

    @Override
    public Read read(String json) {
        S spec;
        try {
            spec = bound(json, submitted);
        } catch (IllegalArgumentException e) {
            return new Read(
                    e.getCause() instanceof JacksonException first
                            ? misfits(first, json)
                            : List.of(new Violation("", String.valueOf(e.getMessage()))),
                    null);
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

    /** All that does not fit, and what the constraints say of the rest. */
    private List<Violation> misfits(JacksonException first, String json) {
        var misfits = new Misfits();
        var rest = misfits.<S>collect(first, tree(json), submitted::readValue);
        var all = misfits.found();
        if (rest != null) {
            try {
                violations(rest).stream()
                        .filter(violation -> !misfits.touch(violation.pointer()))
                        .forEach(all::add);
            } catch (ValidationException _) {
                // a constraint that cannot judge what was left out; it will when all is there
            }
        }
        return all;
    }

    /** Null where the text is not one that a tree can be made of. */
    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException _) {
            return NullNode.getInstance();
        }
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

    /** Between quotes where nothing else would be seen. */
    private static String shown(Object value) {
        return value instanceof String text && text.isBlank()
                ? '"' + Misfits.shown(text) + '"'
                : Misfits.shown(value);
    }

    private static void append(StringBuilder pointer, Path.Node node) {
        if (node.isInIterable() && (node.getIndex() != null || node.getKey() != null)) {
            pointer.append(
                    Misfits.escaped(
                            String.valueOf(
                                    node.getIndex() != null ? node.getIndex() : node.getKey())));
        }
        if (node.getName() != null && node.getKind() == ElementKind.PROPERTY) {
            pointer.append(Misfits.escaped(node.getName()));
        }
    }
}
