package dev.forbear.api;

import dev.forbear.api.BulkIntake.Result;
import dev.forbear.api.Lines.Line.Text;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One bulk submission: a thread of its own reads and submits lines, the calling one answers them in
 * order.
 */
final class Bulk {

    /** Lines read and not yet answered; as many share a commit of the store at best. */
    private static final int UNDER_WAY = 1_000;

    private final BulkIntake intake;
    private final Executor threads;
    private final BlockingQueue<Step> underWay = new ArrayBlockingQueue<>(UNDER_WAY);
    private volatile boolean stopped;

    private sealed interface Step {
        record Line(long number, CompletableFuture<Result> result) implements Step {}

        /**
         * @param failure null: the body's end; else why it could not be read to it
         */
        record End(@Nullable Throwable failure) implements Step {}
    }

    /**
     * @param threads runs the reading beside the caller's thread
     */
    Bulk(BulkIntake intake, Executor threads) {
        this.intake = intake;
        this.threads = threads;
    }

    /**
     * Returns when all is answered and the reading thread has ended.
     *
     * @throws IOException if the client is gone; what was read until then is submitted
     */
    void run(InputStream in, OutputStream out) throws IOException {
        var reader = CompletableFuture.runAsync(() -> read(in), threads);
        var answers = new BulkAnswers(out);
        var end = answered(answers, reader);
        if (end.failure() instanceof IOException e) {
            throw e;
        }
        if (end.failure() != null) {
            throw new IllegalStateException("the body could not be read", end.failure());
        }
        answers.close();
    }

    /** However it ends, the reader has ended too: it uses this call's stream. */
    private Step.End answered(BulkAnswers answers, CompletableFuture<Void> reader) {
        try {
            return answer(answers);
        } catch (RuntimeException | Error e) {
            stopped = true;
            while (!(uninterrupted() instanceof Step.End)) {
                // makes room for the end
            }
            throw e;
        } finally {
            reader.join();
        }
    }

    private void read(InputStream in) {
        Throwable failure = null;
        try {
            var lines = new Lines(in);
            for (var line = lines.next(); line != null && !stopped; line = lines.next()) {
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
    private Step.End answer(BulkAnswers answers) {
        while (true) {
            switch (take(answers)) {
                case Step.End end -> {
                    return end;
                }
                case Step.Line(var number, var result) -> answers.line(number, result.join());
            }
        }
    }

    private Step take(BulkAnswers answers) {
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
                    interrupted = true; // the reader must end first
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
