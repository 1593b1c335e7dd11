package dev.forbear.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lines for one bulk submission.
 *
 * @param size how many, at most 10,000: above that the answer begins before the body is read
 */
@SuppressWarnings("ArrayRecordComponent") // made once and only read
record Batch(byte[] body, int size) {

    static final int MOST = 10_000;

    /**
     * @param prefix of the keys, which are numbered
     * @param rest further members of each submission, as JSON, with a comma before each
     */
    static Batch of(String controller, String prefix, int size, String rest) {
        return of(controller, size, i -> prefix + i, rest);
    }

    /**
     * As {@link #of}, with keys in no order, as those of many tenants are: each lies on another
     * page of the store's index.
     */
    static Batch scattered(String controller, String prefix, int size, String rest) {
        return of(controller, size, i -> scattered(prefix, i), rest);
    }

    static String scattered(String prefix, int number) {
        var mixed = (prefix.hashCode() * 31L + number) * 0x9E3779B97F4A7C15L;
        return Long.toHexString(mixed) + '-' + prefix + number;
    }

    private static Batch of(String controller, int size, IntFunction<String> keys, String rest) {
        if (size > MOST) {
            throw new IllegalArgumentException("size must be at most " + MOST + ", was " + size);
        }
        var text =
                IntStream.range(0, size)
                        .mapToObj(i -> line(controller, keys.apply(i), rest))
                        .collect(Collectors.joining("\n", "", "\n"));
        return new Batch(text.getBytes(UTF_8), size);
    }

    static String line(String controller, String key, String rest) {
        return "{\"controller\":\"" + controller + "\",\"key\":\"" + key + '"' + rest + '}';
    }

    /**
     * @throws IllegalStateException unless each line was accepted
     */
    void checked(Wire.Answer answer) {
        var accepted = answer.ok().lines().filter(line -> line.contains("\"effect\"")).count();
        if (accepted != size) {
            throw new IllegalStateException(
                    accepted
                            + " of "
                            + size
                            + " lines were accepted: "
                            + answer.body().lines().limit(3).toList());
        }
    }
}
