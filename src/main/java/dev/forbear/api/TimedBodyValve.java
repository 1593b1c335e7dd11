package dev.forbear.api;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Reads what is left of a body that was refused, so that its sender can read why, but waits for a
 * slow one no longer than for any: Tomcat would wait for each byte anew.
 */
final class TimedBodyValve extends ValveBase {

    /** What Tomcat itself would read. */
    private static final long MOST = 2L * 1024 * 1024;

    private final Duration patience;

    TimedBodyValve(Duration patience) {
        super(true);
        this.patience = patience;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (!request.isAsync() && sendsABody(request)) {
            response.finishResponse();
            readRest(request);
        }
    }

    /** Who waits to be told to go on is not told any more. */
    private static boolean sendsABody(Request request) {
        return !request.getCoyoteRequest().hasExpectation()
                && (request.getContentLengthLong() > 0
                        || request.getHeader("Transfer-Encoding") != null);
    }

    private void readRest(Request request) {
        try {
            var rest =
                    new TimedInput(
                            new Rest(request.getCoyoteRequest()), patience, System::nanoTime);
            var buffer = new byte[8_192];
            var read = 0L;
            for (var n = 0; n >= 0 && read <= MOST; n = rest.read(buffer, 0, buffer.length)) {
                read += n;
            }
        } catch (IOException _) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** What nobody has asked for, read below the request's stream, which may be closed. */
    private static final class Rest extends InputStream implements ApplicationBufferHandler {

        private final org.apache.coyote.Request request;
        private ByteBuffer last = ByteBuffer.allocate(0);

        Rest(org.apache.coyote.Request request) {
            this.request = request;
        }

        /** Its bytes are dropped: only how many there were is said. */
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return request.doRead(this);
        }

        @Override
        public int read() throws IOException {
            return Math.min(0, read(new byte[0], 0, 0));
        }

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            last = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return last;
        }

        @Override
        public void expand(int size) {
            // what comes is as large as it comes
        }
    }
}
