package dev.forbear.api;

import dev.forbear.api.BulkIntake.Result;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers of one call on their way out: keeps the first ones back, and drops all when the
 * client is gone.
 */
final class BulkAnswers {

    /** Up to so many lines are answered when the body has been read; above, while it is read. */
    static final int AT_THE_END = 10_000;

    /** When so much is kept, in bytes, what is refused is told in short: nobody reads yet. */
    static final int IN_FULL = 1024 * 1024;

    private static final int LONGEST_DETAIL = 100;

    private final OutputStream out;

    // not one growing buffer, which would need room three times as it grows
    private @Nullable List<byte[]> kept = new ArrayList<>();
    private long size;
    private @Nullable IOException failure;

    BulkAnswers(OutputStream out) {
        this.out = out;
    }

    void line(long number, Result result) {
        if (kept != null && kept.size() == AT_THE_END) {
            release(kept);
        }
        var told = kept != null && size > IN_FULL ? inShort(result) : result;
        var text = Json.bytes(json -> BulkView.write(json, number, told));
        if (kept == null) {
            write(text);
        } else {
            kept.add(text);
            size += text.length;
        }
    }

    private static Result inShort(Result result) {
        return switch (result) {
            case Result.Taken taken -> taken;
            case Result.Refused(var problem) ->
                    new Result.Refused(
                            new Problem(
                                    problem.type(), Faults.cut(problem.detail(), LONGEST_DETAIL)));
        };
    }

    private void release(List<byte[]> answers) {
        kept = null;
        answers.forEach(this::write);
    }

    private void write(byte[] text) {
        try {
            if (failure == null) {
                out.write(text);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** What is not kept back goes out now. */
    void flush() {
        try {
            if (kept == null && failure == null) {
                out.flush();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /**
     * @throws IOException if not all of them could be written
     */
    void close() throws IOException {
        if (kept != null) {
            release(kept);
        }
        if (failure != null) {
            throw failure;
        }
    }
}
