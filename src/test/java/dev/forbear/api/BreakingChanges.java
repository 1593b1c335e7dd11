package dev.forbear.api;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of one OpenAPI document breaks the clients of an earlier one: something that they call, send
 * or read is no longer there, or no longer as it was. What is new and may be left out breaks
 * nobody; a client takes values of an enumeration that it does not know for what they are, new.
 */
final class BreakingChanges {

    private final JsonNode before;
    private final JsonNode after;
    private final List<String> found = new ArrayList<>();
    private final Set<String> visited = new TreeSet<>();

    /** Which way a schema's values go. */
    private enum Way {
        SENT,
        READ
    }

    private BreakingChanges(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    /** A line each; none if every client of the first goes on working. */
    static List<String> between(JsonNode before, JsonNode after) {
        var changes = new BreakingChanges(before, after);
        before.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .propertyNames()
                                .forEach(method -> changes.operation(method, path.getKey())));
        return changes.found;
    }

    private void operation(String method, String path) {
        var what = method + " " + path;
        var old = before.path("paths").path(path).path(method);
        var now = after.path("paths").path(path).path(method);
        if (now.isMissingNode()) {
            found.add(what + " is gone");
            return;
        }
        parameters(what, old.path("parameters"), now.path("parameters"));
        body(what, old.path("requestBody"), now.path("requestBody"));
        for (var response : old.path("responses").properties()) {
            var status = what + " " + response.getKey();
            var present = now.path("responses").path(response.getKey());
            if (present.isMissingNode()) {
                found.add(status + " is gone");
            } else {
                response(status, resolved(before, response.getValue()), resolved(after, present));
            }
        }
    }

    private void parameters(String what, JsonNode old, JsonNode now) {
        for (var parameter : old) {
            var present = named(now, parameter);
            var name = what + " parameter " + parameter.path("name").asString();
            if (present.isMissingNode()) {
                found.add(name + " is gone");
            } else {
                required(name, parameter, present);
                schema(name, Way.SENT, parameter.path("schema"), present.path("schema"));
            }
        }
        for (var parameter : now) {
            if (named(old, parameter).isMissingNode() && isRequired(parameter)) {
                found.add(
                        what + " parameter " + parameter.path("name").asString() + " is required");
            }
        }
    }

    private void required(String what, JsonNode old, JsonNode now) {
        if (!isRequired(old) && isRequired(now)) {
            found.add(what + " is required");
        }
    }

    private static boolean isRequired(JsonNode node) {
        return node.path("required").asBoolean(false);
    }

    private static JsonNode named(JsonNode parameters, JsonNode like) {
        for (var parameter : parameters) {
            if (parameter.path("name").equals(like.path("name"))
                    && parameter.path("in").equals(like.path("in"))) {
                return parameter;
            }
        }
        return parameters.path("none");
    }

    private void body(String what, JsonNode old, JsonNode now) {
        required(what + " body", old, now);
        content(what + " body", Way.SENT, old.path("content"), now.path("content"));
    }

    private void response(String what, JsonNode old, JsonNode now) {
        for (var header : old.path("headers").properties()) {
            var present = now.path("headers").path(header.getKey());
            if (present.isMissingNode()
                    || (isRequired(header.getValue()) && !isRequired(present))) {
                found.add(what + " header " + header.getKey() + " is gone");
            }
        }
        content(what, Way.READ, old.path("content"), now.path("content"));
    }

    private void content(String what, Way way, JsonNode old, JsonNode now) {
        for (var type : old.properties()) {
            var present = now.path(type.getKey());
            if (present.isMissingNode()) {
                found.add(what + " " + type.getKey() + " is gone");
            } else {
                schema(what, way, type.getValue().path("schema"), present.path("schema"));
            }
        }
    }

    private void schema(String what, Way way, JsonNode oldGiven, JsonNode nowGiven) {
        var pair = way + oldGiven.path("$ref").asString("") + nowGiven.path("$ref").asString("");
        if (oldGiven.has("$ref") && nowGiven.has("$ref") && !visited.add(pair)) {
            return; // compared already, wherever it was
        }
        var old = resolved(before, oldGiven);
        var now = resolved(after, nowGiven);
        types(what, way, old, now);
        values(what, way, old, now);
        properties(what, way, old, now);
        if (old.has("items")) {
            schema(what + "[]", way, old.path("items"), now.path("items"));
        }
        if (old.path("additionalProperties").isObject()) {
            schema(
                    what + "{}",
                    way,
                    old.path("additionalProperties"),
                    now.path("additionalProperties"));
        }
        alternatives(what, way, old.path("anyOf"), now.path("anyOf"));
    }

    /** In what is sent nothing may go, in what is read nothing may come. */
    private void types(String what, Way way, JsonNode old, JsonNode now) {
        var olds = types(old);
        var nows = types(now);
        var wide = way == Way.SENT ? nows : olds;
        var narrow = way == Way.SENT ? olds : nows;
        var fits = wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
        if (!fits) {
            found.add(what + " was " + olds + " and is " + nows);
        }
    }

    private static Set<String> types(JsonNode schema) {
        var types = new TreeSet<String>();
        var type = schema.path("type");
        if (type.isArray()) {
            type.forEach(each -> types.add(each.asString()));
        } else if (!type.isMissingNode()) {
            types.add(type.asString());
        }
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private void values(String what, Way way, JsonNode old, JsonNode now) {
        if (way == Way.SENT) {
            narrowed(what, "maximum", old, now, -1);
            narrowed(what, "maxLength", old, now, -1);
            narrowed(what, "maxItems", old, now, -1);
            narrowed(what, "minimum", old, now, 1);
            narrowed(what, "minLength", old, now, 1);
            if (now.has("pattern") && !now.path("pattern").equals(old.path("pattern"))) {
                found.add(what + " has another pattern");
            }
        }
        for (var value : old.path("enum")) {
            if (now.has("enum") && !now.path("enum").valueStream().toList().contains(value)) {
                found.add(what + " is never " + value);
            }
        }
        if (way == Way.SENT && now.has("enum") && !old.has("enum")) {
            found.add(what + " is limited to " + now.path("enum"));
        }
    }

    private void narrowed(String what, String bound, JsonNode old, JsonNode now, int worse) {
        if (!now.has(bound)) {
            return;
        }
        var limit = now.path(bound).asDouble();
        if (!old.has(bound) || Double.compare(limit, old.path(bound).asDouble()) == worse) {
            found.add(what + " has a " + bound + " of " + now.path(bound));
        }
    }

    private void properties(String what, Way way, JsonNode old, JsonNode now) {
        var oldRequired = names(old.path("required"));
        var nowRequired = names(now.path("required"));
        for (var property : old.path("properties").properties()) {
            var name = what + "/" + property.getKey();
            var present = now.path("properties").path(property.getKey());
            if (present.isMissingNode()) {
                found.add(name + " is gone");
            } else {
                schema(name, way, property.getValue(), present);
            }
            if (way == Way.READ
                    && oldRequired.contains(property.getKey())
                    && !nowRequired.contains(property.getKey())) {
                found.add(name + " may be missing");
            }
        }
        if (way == Way.SENT) {
            nowRequired.stream()
                    .filter(name -> !oldRequired.contains(name))
                    .forEach(name -> found.add(what + "/" + name + " is required"));
        }
    }

    private static Set<String> names(JsonNode list) {
        var names = new TreeSet<String>();
        list.forEach(name -> names.add(name.asString()));
        return names;
    }

    /** Each old one needs its like; a new one may be sent, but not be read. */
    private void alternatives(String what, Way way, JsonNode old, JsonNode now) {
        var needed = way == Way.SENT ? old : now;
        var offered = way == Way.SENT ? now : old;
        if (old.isMissingNode() && now.isMissingNode()) {
            return;
        }
        for (var each : needed) {
            if (!offered.isMissingNode() && !offered.valueStream().toList().contains(each)) {
                found.add(what + " has other alternatives: " + each);
            }
        }
        old.forEach(each -> {
            if (each.has("$ref") && now.valueStream().toList().contains(each)) {
                schema(what, way, each, each);
            }
        });
    }

    private static JsonNode resolved(JsonNode root, JsonNode node) {
        var ref = node.path("$ref");
        return ref.isMissingNode() ? node : resolved(root, root.at(ref.asString().substring(1)));
    }
}
