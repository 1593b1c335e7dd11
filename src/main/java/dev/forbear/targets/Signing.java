package dev.forbear.targets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as Standard Webhooks asks; with two keys while a secret is being replaced. */
final class Signing {

    static final int MOST = 2;

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final List<SecretKeySpec> keys;

    /**
     * @param secrets of the form {@code whsec_…}, the new one first
     */
    Signing(List<String> secrets) {
        keys = secrets.stream().map(Signing::key).toList();
    }

    /**
     * @throws IllegalArgumentException if it is not of the form; the message goes on from the
     *     property's name and does not show it
     */
    static SecretKeySpec key(String secret) {
        try {
            var bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            if (secret.startsWith(PREFIX) && bytes.length >= SHORTEST && bytes.length <= LONGEST) {
                return new SecretKeySpec(bytes, ALGORITHM);
            }
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException _) {
            // not the cause: it may quote the secret
        }
        throw new IllegalArgumentException(
                "must be whsec_ and the base64 of 24 to 64 bytes; the command"
                        + " echo whsec_$(openssl rand -base64 32) makes one");
    }

    /**
     * The value of the header webhook-signature.
     *
     * @param id without a dot
     * @param timestamp in seconds since 1970
     */
    String signature(String id, long timestamp, byte[] body) {
        return keys.stream()
                .map(key -> "v1," + signature(key, id + "." + timestamp + ".", body))
                .collect(Collectors.joining(" "));
    }

    private static String signature(SecretKeySpec key, String head, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
