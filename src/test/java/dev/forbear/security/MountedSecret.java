package dev.forbear.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder with a certificate, which is replaced as the kubelet replaces a mounted Secret. */
record MountedSecret(Path folder) {

    /** What is in the folder from then on. */
    @FunctionalInterface
    interface Content {
        void write(Path into) throws Exception;
    }

    static MountedSecret of(Path folder, Certificate certificate) throws Exception {
        var mounted = new MountedSecret(Files.createDirectories(folder));
        mounted.put(certificate::write);
        for (var name : new String[] {"tls.crt", "tls.key"}) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
        }
        return mounted;
    }

    void put(Content next) throws Exception {
        var content = Files.createTempDirectory(folder, "..");
        next.write(content);
        var link = Files.createSymbolicLink(folder.resolve("..next"), content.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
