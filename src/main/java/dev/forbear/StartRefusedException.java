package dev.forbear;

import java.util.List;

/**
 * The configuration, or what the beans add up to, is refused; each finding names what, what is
 * allowed and what it was.
 */
final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> findings;

    StartRefusedException(List<String> findings) {
        super(String.join("; ", findings));
        this.findings = List.copyOf(findings);
    }

    List<String> findings() {
        return findings;
    }
}
