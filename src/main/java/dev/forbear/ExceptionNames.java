package dev.forbear;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Looks at the names of {@code retry.not-retryable}: one that is mistyped would never match. */
final class ExceptionNames {

    private static final String PART = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*+";

    private static final Pattern NAME = Pattern.compile(PART + "(\\." + PART + ")*");

    private ExceptionNames() {}

    /** A line for each that cannot be a class's name. */
    static List<String> findings(String section, List<String> names) {
        var found = new ArrayList<String>();
        for (var i = 0; i < names.size(); i++) {
            if (!NAME.matcher(names.get(i)).matches()) {
                found.add(
                        section
                                + "retry.not-retryable["
                                + i
                                + "] must be the name of an exception class, as"
                                + " java.io.IOException, was \""
                                + names.get(i)
                                + "\"");
            }
        }
        return found;
    }

    /** Why nothing that is thrown can have the name, for each of which that is so. */
    static Map<String, String> warnings(List<String> names) {
        var warnings = new TreeMap<String, String>();
        for (var name : names) {
            var why = whyNot(name);
            if (why != null) {
                warnings.put(name, why);
            }
        }
        return warnings;
    }

    private static @Nullable String whyNot(String name) {
        try {
            // without running its static blocks; takes nested classes with a dot, too
            var type = ClassUtils.forName(name, null);
            return Throwable.class.isAssignableFrom(type)
                    ? null
                    : "it is no exception, so that nothing thrown can be one";
        } catch (ClassNotFoundException | LinkageError e) {
            return "no such class is here; write it with its package, as java.io.IOException";
        }
    }
}
