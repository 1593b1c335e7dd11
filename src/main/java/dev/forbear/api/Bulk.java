package dev.forbear.api;

import dev.forbear.api.BulkIntake.Result;
import dev.forbear.api.Lines.Line.Text;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * One bulk submission: a thread of its own reads and submits lines, the calling one answers them in
 * order.
 */
final class Bulk {

    /** Up to so many lines are answered when the body has been read; above, while it is read. */
    static final int ANSWERED_AT_THE_END = 10_000;

    /** Lines read and not yet answered; as many share a commit of the store at best. */
    private static final int UNDER_WAY = 1_000;

    private final BulkIntake intake;
    private final BlockingQueue<Step> underWay = new ArrayBlockingQueue<>(UNDER_WAY);

    private sealed interface Step {
        record Line(long number, CompletableFuture<Result> result) implements Step {}

        /**
         * @param failure null: the body's end; else why it could not be read to it
         */
        record End(@Nullable Throwable failure) implements Step {}
    }

    Bulk(BulkIntake intake) {
        this.intake = intake;
    }

    /**
     * Returns when all is answered and the reading thread has ended.
     *
     * @throws IOException if the client is gone; what was read until then is submitted
     */
    void run(InputStream in, OutputStream out) throws IOException {
        var reader = CompletableFuture.runAsync(() -> read(in), Thread::startVirtualThread);
        var answers = new Output(out);
        var end = answer(answers);
        reader.join();
        if (end.failure() instanceof IOException e) {
            throw e;
        }
        if (end.failure() != null) {
            throw new IllegalStateException("the body could not be read", end.failure());
        }
        answers.close();
    }

    private void read(InputStream in) {
        Throwable failure = null;
        try {
            var lines = new Lines(in);
            for (var line = lines.next(); line != null; line = lines.next()) {
                if (!(line instanceof Text(_, var text) && text.isBlank())) {
                    underWay.put(new Step.Line(line.number(), intake.take(line)));
                }
            }
        } catch (Throwable e) { // told to the thread that answers
            failure = e;
        }
        end(failure);
    }

    private void end(@Nullable Throwable failure) {
        try {
            underWay.put(new Step.End(failure));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the reading thread", e);
        }
    }

    /** Goes on to the end when the client does not read any more, so that the reader can end. */
    private Step.End answer(Output answers) {
        while (true) {
            switch (take(answers)) {
                case Step.End end -> {
                    return end;
                }
                case Step.Line(var number, var result) -> answers.line(number, result.join());
            }
        }
    }

    private Step take(Output answers) {
        var next = underWay.poll();
        if (next != null) {
            return next;
        }
        answers.flush(); // the caller may wait for these before it sends more
        return uninterrupted();
    }

    private Step uninterrupted() {
        var interrupted = false;
        try {
            while (true) {
                try {
                    return underWay.take();
                } catch (InterruptedException _) {
                    interrupted = true; // the reader uses this call's stream: it must end first
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Keeps the first answers back, and drops all when the client is gone. */
    private static final class Output {

        private final OutputStream out;
        private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private @Nullable IOException failure;
        private int lines;

        Output(OutputStream out) {
            this.out = out;
        }

        void line(long number, Result result) {
            var text = Json.bytes(json -> BulkView.write(json, number, result));
            if (kept != null && ++lines > ANSWERED_AT_THE_END) {
                release(kept);
            }
            write(text);
        }

        private void release(ByteArrayOutputStream answers) {
            kept = null;
            write(answers.toByteArray());
        }

        private void write(byte[] text) {
            try {
                if (kept != null) {
                    kept.write(text);
                } else if (failure == null) {
                    out.write(text);
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        void flush() {
            try {
                if (kept == null && failure == null) {
                    out.flush();
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        void close() throws IOException {
            if (kept != null) {
                release(kept);
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
