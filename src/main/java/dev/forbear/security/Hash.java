package dev.forbear.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The SHA-256 of a key: all of it that is kept. */
final class Hash {

    private static final int HEX_DIGITS = 64;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    static Hash of(String key) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return new Hash(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Empty where it is not 64 hex digits. */
    static Optional<Hash> parsed(String hex) {
        if (hex.length() != HEX_DIGITS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(new Hash(HexFormat.of().parseHex(hex)));
    }

    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Compares in a time that does not depend on where the two differ. */
    boolean matches(Hash other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && matches(hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "sha256 (not shown)";
    }
}
