package dev.forbear.targets;

import java.io.IOException;

/**
 * A call that is made again. It has no cause: those of the client quote what was sent or received.
 */
final class CallFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    CallFailedException(String message) {
        super(message);
    }
}
