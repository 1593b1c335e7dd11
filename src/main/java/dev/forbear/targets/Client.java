package dev.forbear.targets;

import dev.forbear.targets.Deadlines.Deadline;
import dev.forbear.targets.Target.Limits;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Makes one call, at one of the addresses it is given: it looks up no name, follows no redirect,
 * keeps no cookie and tries nothing twice. Interrupting the thread ends the call. Safe for use by
 * many threads.
 */
final class Client implements AutoCloseable {

    /** Of a body; the rest is not read. */
    private static final int MOST_BYTES = 4_096;

    private final CloseableHttpClient http;
    private final Duration connect;

    /**
     * @param connect how long to wait for a connection of the pool
     */
    Client(CloseableHttpClient http, Duration connect) {
        this.http = http;
        this.connect = connect;
    }

    /** Tries the addresses in turn until one can be connected to. */
    Answer answer(Outgoing call, List<InetAddress> addresses, Limits limits, Deadline deadline)
            throws IOException {
        IOException unreachable = new ConnectException("no address");
        for (var address : addresses) {
            try {
                return answer(call, address, limits, deadline);
            } catch (ConnectException | NoRouteToHostException | ConnectTimeoutException e) {
                unreachable = e;
            }
        }
        throw unreachable;
    }

    private Answer answer(Outgoing call, InetAddress address, Limits limits, Deadline deadline)
            throws IOException {
        var request = call.request();
        request.setConfig(config(limits));
        deadline.ends(request::cancel);
        var host = call.at(address);
        var response = http.executeOpen(host, request, HttpClientContext.create());
        try {
            return new Answer(
                    response.getCode(),
                    header(response, "Retry-After"),
                    header(response, "Date"),
                    header(response, "Location"),
                    new String(start(response), charset(response)));
        } finally {
            // drops the connection unless it is back in the pool, where it comes at a body's end;
            // closing alone would first read what is left of the body
            request.cancel();
            Closer.closeQuietly(response);
        }
    }

    private RequestConfig config(Limits limits) {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(connect))
                .setResponseTimeout(Timeout.of(limits.silence()))
                .setRedirectsEnabled(false)
                .setAuthenticationEnabled(false)
                .setContentCompressionEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    private static @Nullable String header(HttpMessage message, String name) {
        var header = message.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static byte[] start(ClassicHttpResponse response) throws IOException {
        var entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        try {
            return entity.getContent().readNBytes(MOST_BYTES);
        } catch (IOException e) {
            if (response.getCode() / 100 == 2) {
                return new byte[0]; // it said yes; what else it wanted to say does not matter
            }
            throw e;
        }
    }

    private static Charset charset(ClassicHttpResponse response) {
        try {
            var type = ContentType.parse(header(response, "Content-Type"));
            return type == null ? StandardCharsets.UTF_8 : type.getCharset(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }
}
