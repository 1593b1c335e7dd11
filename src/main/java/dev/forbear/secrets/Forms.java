package dev.forbear.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How a secret may be written where no escapes tell of it. */
final class Forms {

    /** In Base64; a shorter text would hide what is no secret. */
    private static final int SHORTEST = 8;

    private static final int BITS = 6;

    private Forms() {}

    /** As it is, as a form sends it, and in Base64, also amid other text such as {@code user:}. */
    static Stream<String> of(String secret) {
        return Stream.of(
                        Stream.of(secret, secret.replace(' ', '+')),
                        IntStream.range(0, 3)
                                .mapToObj(before -> base64(secret, before))
                                .filter(form -> form.length() >= SHORTEST)
                                .flatMap(Forms::inEachAlphabet))
                .flatMap(each -> each);
    }

    private static Stream<String> inEachAlphabet(String base64) {
        return Stream.of(base64, base64.replace('+', '-').replace('/', '_'));
    }

    /** The digits that are the same whatever comes after it, and whatever so many bytes before. */
    private static String base64(String secret, int before) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        var all = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, all, before, bytes.length);
        var digits = Base64.getEncoder().encodeToString(all);
        var from = (before * Byte.SIZE + BITS - 1) / BITS;
        return digits.substring(from, Math.max(from, all.length * Byte.SIZE / BITS));
    }
}
