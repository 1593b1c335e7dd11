package dev.forbear.security;

import java.util.List;

/** The settings of keys and roles are not safe to start with: the message has a line each. */
public final class SecuritySettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    SecuritySettingsException(List<String> findings) {
        super(String.join("\n", findings));
    }
}
