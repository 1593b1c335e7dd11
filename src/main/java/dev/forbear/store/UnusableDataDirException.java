package dev.forbear.store;

import org.jspecify.annotations.Nullable;

/**
 * The data directory, or the database in it, cannot be used; the message says why and what to do.
 */
public class UnusableDataDirException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableDataDirException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
