package dev.forbear.targets;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Builds the HTTP client without all that a client does by itself. */
final class Clients {

    private static final TimeValue IDLE = TimeValue.ofSeconds(30);
    private static final TimeValue OLDEST = TimeValue.ofMinutes(5);
    private static final TimeValue FRESH = TimeValue.ofSeconds(1);

    private static final int LONGEST_LINE = 8_192;
    private static final int MOST_HEADERS = 100;

    private Clients() {}

    static Client client(HttpSettings settings, TlsSocketStrategy tls) {
        var connect = settings.times().connect();
        return new Client(
                http(pool(settings.connections(), connect, tls)), settings.times().connect());
    }

    private static CloseableHttpClient http(PoolingHttpClientConnectionManager pool) {
        return HttpClientBuilder.create()
                .setConnectionManager(pool)
                // explicit, for the proxies of the system's properties not to be used
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .evictIdleConnections(IDLE)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .build();
    }

    private static PoolingHttpClientConnectionManager pool(
            HttpSettings.Connections connections, Duration connect, TlsSocketStrategy tls) {
        var pool =
                new PoolingHttpClientConnectionManager(
                        operator(tls),
                        PoolConcurrencyPolicy.STRICT,
                        PoolReusePolicy.LIFO,
                        OLDEST,
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(
                                        Http1Config.custom()
                                                .setMaxLineLength(LONGEST_LINE)
                                                .setMaxHeaderCount(MOST_HEADERS)
                                                .build())
                                .build());
        pool.setDefaultMaxPerRoute(connections.perHost());
        pool.setMaxTotal(connections.inAll());
        var time = Timeout.of(connect);
        // bounds the handshake of TLS too
        pool.setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(time).setTcpNoDelay(true).build());
        pool.setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(time).build());
        pool.setDefaultConnectionConfig(
                ConnectionConfig.custom()
                        .setConnectTimeout(time)
                        .setTimeToLive(OLDEST)
                        .setValidateAfterInactivity(FRESH)
                        .build());
        return pool;
    }

    private static HttpClientConnectionOperator operator(TlsSocketStrategy tls) {
        return new DefaultHttpClientConnectionOperator(
                // a channel's socket, unlike a plain one, ends its I/O when the thread is
                // interrupted, and knows nothing of the system's SOCKS proxies
                _ -> SocketChannel.open().socket(),
                DefaultSchemePortResolver.INSTANCE,
                new NoNames(),
                RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build());
    }

    /** Each host comes with its address; one that does not is not looked up behind our back. */
    private static final class NoNames implements org.apache.hc.client5.http.DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host + " came without its address");
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            throw new UnknownHostException(host + " came without its address");
        }
    }
}
