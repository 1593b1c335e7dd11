package dev.forbear.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a key may be allowed to do; a key can have several. */
enum Role {
    VIEWER("reads everything but the log levels"),
    SUBMITTER("submits tasks and reads single tasks"),
    OPERATOR("what viewer and submitter may, and retries, cancels, pauses and resumes"),
    ADMIN("everything"),
    METRICS("scrapes the metrics and reads the backlog");

    private final String meaning;

    Role(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    /** The name as it stands in the configuration. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name that Spring Security's {@code isUserInRole(word())} looks for. */
    String authority() {
        return "ROLE_" + word();
    }

    static Optional<Role> of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equalsIgnoreCase(word.strip()))
                .findFirst();
    }

    /** All names, as a message lists them. */
    static String words() {
        return Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "));
    }
}
