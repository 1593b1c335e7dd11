package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for {@code localhost} that vouches for itself, and its key. */
record Certificate(X509Certificate certificate, Key key) {

    private static final String PASSWORD = "changeit";

    static Certificate made(Path folder, String name) throws Exception {
        var file = folder.resolve(name + ".p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool") + "",
                                "-J-XX:TieredStopAtLevel=1",
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:localhost",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                file.toString())
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        return new Certificate(
                (X509Certificate) store.getCertificate(name),
                store.getKey(name, PASSWORD.toCharArray()));
    }

    /** For a client that trusts these alone. */
    static SSLContext trusted(Certificate... certificates) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (var it : certificates) {
            store.setCertificateEntry(
                    it.certificate.getSubjectX500Principal() + "", it.certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }

    /** As Kubernetes names the two in a Secret of type {@code kubernetes.io/tls}. */
    void write(Path folder) throws Exception {
        pem(folder.resolve("tls.crt"), "CERTIFICATE", certificate.getEncoded());
        pem(folder.resolve("tls.key"), "PRIVATE KEY", key.getEncoded());
    }

    private static void pem(Path file, String type, byte[] content) throws Exception {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        var text = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, lines);
        Files.writeString(file, text, StandardCharsets.US_ASCII);
    }
}
