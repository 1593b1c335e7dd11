package dev.forbear.api;

import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * HTTP, but who has not sent the head of a request within its time is cut off. Tomcat's own timeout
 * begins anew with each byte.
 */
public final class TimedProtocol extends Http11NioProtocol {

    private static final int LOOKS = 4;

    private Duration patience = Duration.ofSeconds(20);
    private @Nullable ScheduledFuture<?> looking;

    /** To be called before the start. */
    void patience(Duration longest) {
        patience = longest;
    }

    @Override
    public void start() throws Exception {
        super.start();
        var pause = Math.max(1, patience.toMillis() / LOOKS);
        looking =
                getUtilityExecutor()
                        .scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (looking != null) {
            looking.cancel(false);
        }
        super.stop();
    }

    private void look() {
        var now = System.nanoTime();
        for (var connection : getEndpoint().getConnections()) {
            var begin = beginOfHead(connection);
            if (begin >= 0 && now - begin > patience.toNanos()) {
                cutOff(connection);
            }
        }
    }

    /** When its first byte came; negative unless the connection waits for more of it. */
    private static long beginOfHead(SocketWrapperBase<NioChannel> connection) {
        // a processor that no thread has taken holds a part of a request
        return connection.getCurrentProcessor() instanceof AbstractProcessor processor
                        && !processor.isAsync()
                        && !processor.isUpgrade()
                ? processor.getRequest().getStartTimeNanos()
                : -1;
    }

    /** As Tomcat does where nothing comes at all. */
    private void cutOff(SocketWrapperBase<NioChannel> connection) {
        connection.setError(new SocketTimeoutException("the request comes too slowly"));
        if (!getEndpoint().processSocket(connection, SocketEvent.ERROR, true)) {
            connection.close();
        }
    }
}
