package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that every store and every receiver can hold. */
final class Text {

    private Text() {}

    /** The bytes as UTF-8 without a byte order mark; null if they are not UTF-8. */
    static @Nullable String utf8(ByteBuffer bytes) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            var marked = !text.isEmpty() && text.charAt(0) == '\uFEFF';
            return marked ? text.subSequence(1, text.length()).toString() : text.toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    /** What is wrong with a string's characters; null if nothing is. */
    static @Nullable String fault(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0) {
                return "has the character U+0000, which cannot be stored; leave it out";
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    return "has half of a surrogate pair at index " + i + "; send whole characters";
                }
                i++;
            }
        }
        return null;
    }

    /** True if the text is longer than so many bytes in UTF-8. */
    static boolean exceeds(String text, int bytes) {
        return text.length() > bytes
                || (text.length() > bytes / 3
                        && text.getBytes(StandardCharsets.UTF_8).length > bytes);
    }
}
