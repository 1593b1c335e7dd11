package dev.forbear.engine;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached, or cannot write (a full disk); to be tried again later. */
public class StoreAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreAwayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
