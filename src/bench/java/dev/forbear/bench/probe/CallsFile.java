package dev.forbear.bench.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A line for each call, there for others to read as soon as the call goes on. */
public final class CallsFile implements Consumer<Call>, AutoCloseable {

    private final Writer writer;

    public CallsFile(Path file) throws IOException {
        writer = Files.newBufferedWriter(file);
    }

    @Override
    public synchronized void accept(Call call) {
        try {
            writer.write(call.line());
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
