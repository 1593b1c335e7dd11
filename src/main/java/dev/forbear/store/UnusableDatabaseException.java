package dev.forbear.store;

import org.jspecify.annotations.Nullable;

/**
 * The database cannot be used as it is, and trying again will not help; the message says why and
 * what to do.
 */
public class UnusableDatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnusableDatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
