package dev.forbear;

import java.util.List;

/** The configuration is refused; each finding names a property, what is allowed and what it was. */
final class InvalidPropertiesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> findings;

    InvalidPropertiesException(List<String> findings) {
        super(String.join("; ", findings));
        this.findings = List.copyOf(findings);
    }

    List<String> findings() {
        return findings;
    }
}
