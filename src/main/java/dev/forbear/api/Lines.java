package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a body line by line; no line takes more memory than the longest allowed one. */
final class Lines {

    /** The longest line, in bytes. */
    static final int LONGEST = 256 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;
    private long number;

    /** A line without its end; the number counts from 1. */
    sealed interface Line {
        long number();

        record Text(long number, String text) implements Line {}

        record Wrong(long number, Problem problem) implements Line {}
    }

    Lines(InputStream in) {
        this.in = in;
    }

    /** The next line; null at the end. */
    @Nullable Line next() throws IOException {
        if (from == to && !fill()) {
            return null;
        }
        number++;
        var end = newline();
        if (end >= 0) {
            var bytes = ByteBuffer.wrap(buffer, from, end - from);
            from = end + 1;
            return line(bytes);
        }
        return pieced();
    }

    /** A line that is not in the buffer as a whole. */
    private Line pieced() throws IOException {
        var line = new ByteArrayOutputStream();
        var length = 0L;
        var end = -1;
        do {
            end = newline();
            var until = end < 0 ? to : end;
            length += until - from;
            if (length <= LONGEST) {
                line.write(buffer, from, until - from);
            }
            from = end < 0 ? to : end + 1;
        } while (end < 0 && fill());
        return length > LONGEST ? tooLong() : line(ByteBuffer.wrap(line.toByteArray()));
    }

    private Line line(ByteBuffer bytes) {
        var text = Text.utf8(bytes);
        return text == null
                ? wrong(ProblemType.BAD_REQUEST, "The line is not UTF-8.")
                : new Line.Text(number, text);
    }

    private Line tooLong() {
        return wrong(
                ProblemType.TOO_LARGE,
                "The line is longer than 256 KiB; put a reference to large data into it.");
    }

    private Line wrong(ProblemType type, String detail) {
        return new Line.Wrong(number, Problem.ofBody(type, detail));
    }

    private int newline() {
        for (var i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }
}
