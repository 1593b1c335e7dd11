package dev.forbear.api;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads what is left of a body that was refused, so that its sender can read why, but waits for a
 * slow one no longer than for any: Tomcat would wait for each byte anew.
 */
final class TimedBodyValve extends ValveBase {

    /** What Tomcat itself would read. */
    private static final long MOST = 2L * 1024 * 1024;

    private static final Pattern LENGTH = Pattern.compile("[1-9][0-9]{0,17}");

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

    /** Who waits to be told to go on is not told any more; who sends nonsense need not end it. */
    private static boolean sendsABody(Request request) {
        var lengths = Collections.list(request.getHeaders("Content-Length"));
        var codings = Collections.list(request.getHeaders("Transfer-Encoding"));
        var framed = lengths.isEmpty() ? codings.equals(List.of("chunked")) : codings.isEmpty();
        return framed
                && !request.getCoyoteRequest().hasExpectation()
                && (lengths.isEmpty() || LENGTH.matcher(String.join(",", lengths)).matches());
    }

    private void readRest(Request request) {
        var rest = new TimedInput(new Rest(request.getCoyoteRequest()), patience, System::nanoTime);
        try {
            var none = new byte[1];
            var read = 0L;
            for (var n = 0; n >= 0; n = rest.read(none, 0, 1)) {
                read += n;
                if (read > MOST) {
                    throw new SocketTimeoutException("too much comes");
                }
            }
        } catch (SocketTimeoutException _) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        } catch (IOException | IllegalStateException _) {
            // the sender is gone
        }
    }

    /** Below Tomcat's own stream, which is closed with the answer. What is read is dropped. */
    private static final class Rest extends InputStream implements ApplicationBufferHandler {

        private final org.apache.coyote.Request request;
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        Rest(org.apache.coyote.Request request) {
            this.request = request;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return request.doRead(this);
        }

        @Override
        public int read() throws IOException {
            return request.doRead(this);
        }

        @Override
        public void setByteBuffer(ByteBuffer given) {
            buffer = given;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }
}
