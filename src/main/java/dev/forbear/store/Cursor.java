package dev.forbear.store;

import dev.forbear.engine.Query;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where a page of a list ends. Written out it is an opaque text with a check sum over the query it
 * belongs to.
 *
 * @param at the time that the list is ordered by; 0 where it is not
 * @param key the task's, where the list is ordered by keys
 * @param id the task's number
 */
record Cursor(long at, String key, long id) {

    /** Before the newest. */
    static final Cursor NEWEST = new Cursor(Long.MAX_VALUE, "", Long.MAX_VALUE);

    String text(Query query) {
        var place = at + "," + id + "," + key;
        var text = sum(query, place) + "," + place;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The query's cursor; null if it has none.
     *
     * @throws IllegalArgumentException if it is not one that was made for this query
     */
    static @Nullable Cursor of(Query query) {
        if (query.cursor() == null) {
            return null;
        }
        try {
            var text =
                    new String(
                            Base64.getUrlDecoder().decode(query.cursor()), StandardCharsets.UTF_8);
            var parts = text.split(",", 4);
            if (parts.length == 4
                    && parts[0].equals(sum(query, text.substring(parts[0].length() + 1)))) {
                return new Cursor(Long.parseLong(parts[1]), parts[3], Long.parseLong(parts[2]));
            }
        } catch (IllegalArgumentException _) {
            // not base64, or no number: not ours
        }
        throw new IllegalArgumentException(
                "cursor must be the nextCursor of a page with the same filters; leave it out to"
                        + " begin anew");
    }

    private static String sum(Query query, String place) {
        var sum = new CRC32();
        var text =
                String.join(
                        "\n",
                        String.valueOf(query.controller()),
                        String.valueOf(query.state()),
                        String.valueOf(query.lane()),
                        String.valueOf(query.reason()),
                        String.valueOf(query.fingerprint()),
                        String.valueOf(query.keyPrefix()),
                        place);
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
