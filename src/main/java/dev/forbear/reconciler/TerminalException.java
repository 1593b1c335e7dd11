package dev.forbear.reconciler;

import org.jspecify.annotations.Nullable;

/**
 * Ends the task at once as FAILED with the reason NOT_RETRYABLE, also as the cause of another
 * exception.
 */
public class TerminalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TerminalException(String message) {
        super(message);
    }

    public TerminalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
