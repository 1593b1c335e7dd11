package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A page as it is sent, in pieces: each task is rendered as it is read and then let go, and the
 * whole is nowhere twice.
 */
final class Page {

    private static final byte[] BEGIN = ascii("{\"items\":[");
    private static final byte[] COMMA = ascii(",");
    private static final byte[] NEXT = ascii("],\"nextCursor\":");
    private static final byte[] END = ascii("}");

    private final List<byte[]> pieces = new ArrayList<>();
    private int items;
    private long length;

    Page() {
        piece(BEGIN);
    }

    void item(TaskView task) {
        if (items++ > 0) {
            piece(COMMA);
        }
        piece(Json.bytes(task::write));
    }

    Page end(@Nullable String next) {
        piece(NEXT);
        piece(
                Json.bytes(json -> {
                    if (next == null) {
                        json.writeNull();
                    } else {
                        json.writeString(next);
                    }
                }));
        piece(END);
        return this;
    }

    private void piece(byte[] piece) {
        pieces.add(piece);
        length += piece.length;
    }

    int items() {
        return items;
    }

    /** In bytes. */
    long length() {
        return length;
    }

    List<byte[]> pieces() {
        return pieces;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
