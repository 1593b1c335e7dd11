package dev.forbear.bench.probe;

/**
 * One call of the controller.
 *
 * @param begunAt microseconds of the wall clock
 * @param parallel calls of the same key under way when it began, itself included
 */
public record Call(String key, int attempt, long begunAt, int parallel) {

    /** The line that {@link #parsed} reads. */
    String line() {
        return key + ' ' + attempt + ' ' + begunAt + ' ' + parallel + '\n';
    }

    public static Call parsed(String line) {
        var part = line.split(" ", -1);
        return new Call(
                part[0],
                Integer.parseInt(part[1]),
                Long.parseLong(part[2]),
                Integer.parseInt(part[3]));
    }
}
