package dev.forbear.breaking.check;

/**
 * A call of a controller, from its begin to its end.
 *
 * @param ended {@link Long#MAX_VALUE} if it was open to the last
 * @param status 0 if the caller hung up before it was answered
 */
record Call(Fact.CallBegun begin, long ended, int status) {

    String key() {
        return begin.key();
    }

    long generation() {
        return begin.generation();
    }

    int attempt() {
        return begin.attempt();
    }

    String life() {
        return begin.life();
    }

    long begun() {
        return begin.at();
    }

    boolean cut() {
        return status == 0;
    }

    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    boolean failed() {
        return status >= 300;
    }

    boolean sameAttemptAs(Call other) {
        return generation() == other.generation() && attempt() == other.attempt();
    }

    @Override
    public String toString() {
        return "%s/%d.%d by %s at %s..%s (%s)"
                .formatted(
                        key(),
                        generation(),
                        attempt(),
                        life(),
                        Time.text(begun()),
                        Time.text(ended),
                        cut() ? "cut" : status);
    }
}
