package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.forbear.security.SecuritySettings.Deployment;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

/** With TLS by an SSL bundle whose certificate is replaced while the service runs. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;

    @Test
    void keys_are_asked_for_before_and_after_the_certificate_is_replaced(CapturedOutput log)
            throws Exception {
        var old = certificate("old");
        var renewed = certificate("renewed");
        var inUse = Files.copy(old, folder.resolve("tls.p12"));

        try (var service = started(inUse)) {
            assertThat(log.getAll())
                    .contains("Forbear answers at https://localhost:" + service.port());
            var key = Files.readString(folder.resolve("admin.key")).strip();
            assertThat(call(service, old, null).statusCode()).isEqualTo(401);
            assertThat(call(service, old, key).statusCode()).isEqualTo(200);
            assertThat(call(service, old, key).headers().firstValue("Strict-Transport-Security"))
                    .isPresent();
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> call(service, renewed, key));

            Files.move(renewedCopy(renewed), inUse, StandardCopyOption.ATOMIC_MOVE);

            await().atMost(Duration.ofSeconds(30))
                    .ignoreException(SSLHandshakeException.class)
                    .until(() -> call(service, renewed, key).statusCode() == 200);
            assertThat(call(service, renewed, null).statusCode()).isEqualTo(401);
        }
    }

    private TestService started(Path keystore) {
        return TestService.started(
                new SecuritySettings(
                        Map.of(), null, false, new Deployment(folder, true, false, true)),
                "server.ssl.bundle=web",
                "spring.ssl.bundle.jks.web.keystore.location=file:" + keystore,
                "spring.ssl.bundle.jks.web.keystore.password=" + new String(PASSWORD),
                "spring.ssl.bundle.jks.web.reload-on-update=true",
                "spring.ssl.bundle.watch.file.quiet-period=100ms");
    }

    private Path renewedCopy(Path renewed) throws IOException {
        return Files.copy(renewed, folder.resolve("tls.new"));
    }

    private Path certificate(String name) throws Exception {
        var file = folder.resolve(name + ".p12");
        var made =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                file.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(made).isZero();
        return file;
    }

    /** As a client that trusts this certificate only. */
    private static HttpResponse<String> call(TestService service, Path trusted, String key)
            throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(trusted.toFile(), PASSWORD));
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        var uri = URI.create("https://localhost:" + service.port() + "/api/v1/tasks");
        var request = HttpRequest.newBuilder(uri);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
