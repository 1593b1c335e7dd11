package dev.forbear.security;

/**
 * Where a route lies: on a path of Forbear's own, or at an actuator endpoint, wherever that is
 * mapped.
 */
sealed interface Place {

    /** As the documentation writes it. */
    String pattern();

    static Place at(String pattern) {
        return new Path(pattern);
    }

    /** An actuator endpoint and everything below it. */
    static Place endpoint(String id) {
        return new Endpoint(id);
    }

    record Path(String pattern) implements Place {}

    record Endpoint(String id) implements Place {
        @Override
        public String pattern() {
            return "/actuator/" + id + "/**";
        }
    }

    /** The page that lists the endpoints. */
    record Links() implements Place {
        @Override
        public String pattern() {
            return "/actuator";
        }
    }
}
