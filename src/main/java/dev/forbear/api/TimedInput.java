package dev.forbear.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A body whose sender may let us wait so long in all, and a second more for each KiB that has come:
 * one byte a second would hold a thread for days.
 */
final class TimedInput extends InputStream {

    private static final long NANOS_A_BYTE = Duration.ofSeconds(1).toNanos() / 1_024;

    private final InputStream in;
    private final LongSupplier nanos;
    private long left;

    TimedInput(InputStream in, Duration patience, LongSupplier nanos) {
        this.in = in;
        this.left = patience.toNanos();
        this.nanos = nanos;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        var begin = nanos.getAsLong();
        var count = in.read(into, from, length);
        left += Math.max(0, count) * NANOS_A_BYTE - (nanos.getAsLong() - begin);
        if (count > 0 && left < 0) {
            throw new SocketTimeoutException("the body comes too slowly");
        }
        return count;
    }
}
