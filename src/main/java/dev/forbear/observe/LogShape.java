package dev.forbear.observe;

import org.springframework.core.env.Environment;

/** How the application writes its log. Pure. */
final class LogShape {

    private LogShape() {}

    /**
     * True if some log of the application is text. Text patterns, Boot's default among them, drop
     * key-values; structured formats write them, and want a message without.
     */
    static boolean isText(Environment environment) {
        var file = has(environment, "logging.file.name") || has(environment, "logging.file.path");
        return !has(environment, "logging.structured.format.console")
                || (file && !has(environment, "logging.structured.format.file"));
    }

    private static boolean has(Environment environment, String property) {
        var value = environment.getProperty(property);
        return value != null && !value.isBlank();
    }
}
