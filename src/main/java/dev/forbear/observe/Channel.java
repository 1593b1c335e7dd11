package dev.forbear.observe;

import org.slf4j.event.Level;

/** The kinds of lines, each with its logger and level; those of one level share its limit. */
enum Channel {
    ATTEMPT("forbear.attempt", Level.WARN, "attempt failed", "more attempts failed"),
    STUCK("forbear.attempt", Level.ERROR, "attempt is stuck", "more attempts are stuck"),
    TERMINAL("forbear.terminal", Level.ERROR, "terminal failure", "more terminal failures"),
    RECOVERED("forbear.recovered", Level.INFO, "task recovered", "more tasks recovered"),
    /** What an operator did; never folded. */
    OPERATOR("forbear.operator", Level.INFO, "operator", ""),
    /** What a controller's policy comes to; never folded. */
    CONTROLLER("forbear.controllers", Level.INFO, "controller", "");

    private final String logger;
    private final Level level;
    private final String one;
    private final String more;

    Channel(String logger, Level level, String one, String more) {
        this.logger = logger;
        this.level = level;
        this.one = one;
        this.more = more;
    }

    String logger() {
        return logger;
    }

    Level level() {
        return level;
    }

    boolean folds() {
        return !more.isEmpty();
    }

    /** The message of a line. */
    String one() {
        return one;
    }

    /** The message of a summary; empty if there is none. */
    String more() {
        return more;
    }
}
