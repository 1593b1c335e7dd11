package dev.forbear.secrets;

import java.util.List;
import java.util.regex.Pattern;

/** The names of members whose values are secret. Immutable. */
public final class SecretNames {

    private final List<Pattern> patterns;

    /**
     * @param names regular expressions that a part of a member's name matches, case does not count;
     *     none: nothing is secret, no query of a URL either
     * @throws java.util.regex.PatternSyntaxException if one is none
     */
    public SecretNames(List<String> names) {
        this.patterns =
                names.stream()
                        .map(name -> Pattern.compile(name, Pattern.CASE_INSENSITIVE))
                        .toList();
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    boolean matches(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }
}
