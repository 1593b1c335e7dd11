package dev.forbear.security;

import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** What a key looks like. */
final class KeyForm {

    /** For messages. */
    static final String WORDS = "fbr_ followed by 1 to 200 of A-Z a-z 0-9 - . _ ~ + / =";

    private static final String PREFIX = "fbr_";
    private static final int RANDOM_BYTES = 32;

    /** As many characters as hold 128 bits in base64url; fewer can be guessed. */
    private static final int LEAST_UNGUESSABLE = 22;

    private static final Pattern FORM = Pattern.compile("fbr_[A-Za-z0-9._~+/=-]{1,200}");

    private KeyForm() {}

    static boolean fits(String key) {
        return FORM.matcher(key).matches();
    }

    static boolean guessable(String key) {
        return key.length() < PREFIX.length() + LEAST_UNGUESSABLE;
    }

    /**
     * A new key of 256 random bits.
     *
     * @param random must be cryptographically strong
     */
    static String drawn(RandomGenerator random) {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
