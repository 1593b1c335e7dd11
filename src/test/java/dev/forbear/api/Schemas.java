package dev.forbear.api;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks values against the part of JSON Schema that our OpenAPI document uses, and refuses a
 * schema that uses more.
 */
final class Schemas {

    private static final Set<String> KNOWN =
            Set.of(
                    "$ref",
                    "type",
                    "enum",
                    "pattern",
                    "minLength",
                    "maxLength",
                    "minimum",
                    "maximum",
                    "properties",
                    "required",
                    "additionalProperties",
                    "items",
                    "minItems",
                    "maxItems",
                    "anyOf",
                    "format",
                    "description",
                    "examples",
                    "default");

    private final JsonNode root;

    Schemas(JsonNode root) {
        this.root = root;
    }

    JsonNode resolved(JsonNode node) {
        var ref = node.path("$ref").asString("");
        return ref.isEmpty() ? node : root.at(ref.substring(1));
    }

    List<String> violations(JsonNode schema, JsonNode value) {
        var wrong = new ArrayList<String>();
        check("", schema, value, wrong);
        return wrong;
    }

    private void check(String at, JsonNode given, JsonNode value, List<String> wrong) {
        var schema = resolved(given);
        schema.propertyNames().stream()
                .filter(name -> !KNOWN.contains(name))
                .forEach(name -> wrong.add("the schema uses " + name + ": " + schema));
        if (schema.has("anyOf")) {
            var fits =
                    schema.path("anyOf")
                            .valueStream()
                            .anyMatch(each -> violations(each, value).isEmpty());
            require(fits, at, "fits none of " + schema.path("anyOf"), wrong);
        }
        var type = schema.path("type");
        var types = type.isArray() ? type.valueStream().toList() : List.of(type);
        if (!type.isMissingNode()) {
            var fits = types.stream().anyMatch(each -> is(each.asString(), value));
            require(fits, at, "is not " + type + ": " + value, wrong);
        }
        scalar(at, schema, value, wrong);
        if (value.isObject()) {
            object(at, schema, value, wrong);
        }
        if (value.isArray()) {
            array(at, schema, value, wrong);
        }
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "null" -> value.isNull();
            default -> throw new AssertionError("no type " + type);
        };
    }

    private static void scalar(String at, JsonNode schema, JsonNode value, List<String> wrong) {
        if (schema.has("enum")) {
            var known = schema.path("enum").valueStream().anyMatch(value::equals);
            require(known, at, "is not in the enum: " + value, wrong);
        }
        if (value.isString()) {
            var text = value.asString();
            var pattern = schema.path("pattern").asString(".*");
            require(
                    Pattern.compile(pattern).matcher(text).find(),
                    at,
                    "does not match " + pattern + ": " + text,
                    wrong);
            require(text.length() >= schema.path("minLength").asInt(0), at, "is too short", wrong);
            require(
                    text.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE),
                    at,
                    "is too long",
                    wrong);
        }
        if (value.isNumber()) {
            var number = value.asDouble();
            require(number >= schema.path("minimum").asDouble(-1e300), at, "is too low", wrong);
            require(number <= schema.path("maximum").asDouble(1e300), at, "is too high", wrong);
        }
    }

    private void object(String at, JsonNode schema, JsonNode value, List<String> wrong) {
        schema.path("required")
                .valueStream()
                .forEach(name ->
                        require(value.has(name.asString()), at, "lacks " + name.asString(), wrong));
        var others = schema.path("additionalProperties");
        value.properties()
                .forEach(member -> {
                    var below = at + "/" + member.getKey();
                    var known = schema.path("properties").path(member.getKey());
                    if (!known.isMissingNode()) {
                        check(below, known, member.getValue(), wrong);
                    } else if (others.isObject()) {
                        check(below, others, member.getValue(), wrong);
                    } else {
                        require(!others.isBoolean(), below, "is not in the schema", wrong);
                    }
                });
    }

    private void array(String at, JsonNode schema, JsonNode value, List<String> wrong) {
        require(value.size() >= schema.path("minItems").asInt(0), at, "has too few items", wrong);
        require(
                value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE),
                at,
                "has too many items",
                wrong);
        for (var i = 0; i < value.size(); i++) {
            if (schema.has("items")) {
                check(at + "/" + i, schema.path("items"), value.get(i), wrong);
            }
        }
    }

    private static void require(boolean right, String at, String detail, List<String> wrong) {
        if (!right) {
            wrong.add(at + " " + detail);
        }
    }
}
