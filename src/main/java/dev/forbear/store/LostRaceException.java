package dev.forbear.store;

import java.sql.SQLException;

/** Another replica made a task in the meantime; what was done is to be undone and done again. */
final class LostRaceException extends SQLException {

    private static final long serialVersionUID = 1L;

    LostRaceException() {
        super("another replica made the same task", "40001");
    }
}
