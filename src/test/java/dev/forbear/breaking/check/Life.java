package dev.forbear.breaking.check;

/**
 * A process of the service.
 *
 * @param started when it answered
 * @param gone when it was seen to have ended; {@link Long#MAX_VALUE} if never
 */
record Life(String name, long started, long gone) {

    /** The replica whose processes follow one another. */
    static String replica(String life) {
        return life.replaceFirst("-\\d+$", "");
    }

    String replica() {
        return replica(name);
    }
}
