package dev.forbear.security;

import java.util.List;

/** The settings of keys and roles are not safe to start with: the message has a line each. */
public final class SecuritySettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<String> findings;

    SecuritySettingsException(List<String> findings) {
        super(String.join("\n", findings));
        this.findings = List.copyOf(findings);
    }

    /** One line each: the property or file, what it may be, and the mend; never a secret. */
    public List<String> findings() {
        return findings;
    }
}
