package dev.forbear.helm;

import java.util.Map;

/** One object of the chart: as Helm wrote it, and as Kubernetes reads it. */
record RenderedObject(Map<String, Object> tree, Object typed) {

    @SuppressWarnings("unchecked") // YAML's maps have no other keys here; Kinds would refuse them
    static RenderedObject of(Object document) {
        var tree = (Map<String, Object>) document;
        return new RenderedObject(tree, Kinds.typed(tree));
    }

    String kind() {
        return (String) tree.get("kind");
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> metadata() {
        return (Map<String, Object>) tree.get("metadata");
    }

    @SuppressWarnings("unchecked")
    Map<String, String> labels() {
        return (Map<String, String>) metadata().get("labels");
    }

    String name() {
        return (String) metadata().get("name");
    }
}
