package dev.forbear.security;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The key that the first start makes when none is configured. {@code admin.key} is for the
 * operator, who may save it elsewhere and delete it; {@code admin.key.sha256} beside it is what
 * counts.
 */
final class AdminKey {

    private static final Logger log = LoggerFactory.getLogger("forbear.security");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final int MOST_BYTES = 1_024;

    private final Path folder;
    private final Path key;
    private final Path hash;

    /** The paths of the files in this data-dir; nothing is touched. */
    AdminKey(Path dataDir) {
        folder = dataDir.toAbsolutePath().normalize();
        key = folder.resolve("admin.key");
        hash = folder.resolve("admin.key.sha256");
    }

    Path file() {
        return key;
    }

    /** Whether the operator can still read the key there. */
    boolean present() {
        return Files.exists(key);
    }

    /** Keys are configured now: whoever still has this one should know that it is out of use. */
    void warnIfUnused() {
        if (Files.exists(key)) {
            log.warn("{} is not in use, since keys are configured: delete it", key);
        }
    }

    /**
     * The key in use, made and written if this is the first start.
     *
     * @param random must be cryptographically strong
     * @throws SecuritySettingsException if the files are there and cannot be used
     */
    ApiKey inUse(RandomGenerator random) {
        try {
            return new ApiKey("admin", hash(random), Set.of(Role.ADMIN));
        } catch (IOException e) {
            throw refused(
                    key,
                    "cannot be made or read ("
                            + e
                            + "): the data-dir must be a folder"
                            + " that this user can write to");
        }
    }

    private Hash hash(RandomGenerator random) throws IOException {
        if (Files.exists(hash)) {
            var counts =
                    Hash.parsed(read(hash))
                            .orElseThrow(() ->
                                    refused(
                                            hash,
                                            "holds no hash: delete it, and "
                                                    + key.getFileName()
                                                    + " counts, or a new one is made"));
            compare(counts);
            return counts;
        }
        if (Files.exists(key)) {
            return adopted();
        }
        Files.createDirectories(folder);
        var made = KeyForm.drawn(random);
        // In this order: a start that dies in between finds the key and makes the hash.
        write(key, made);
        write(hash, Hash.of(made).hex());
        return Hash.of(made);
    }

    /**
     * The hash is not there: an earlier start died before it, or somebody restored the key alone.
     */
    private Hash adopted() throws IOException {
        var there = read(key);
        if (!KeyForm.fits(there)) {
            throw refused(key, "holds no key: delete it, and a new one is made");
        }
        warnIfOthersCanRead();
        write(hash, Hash.of(there).hex());
        return Hash.of(there);
    }

    private void compare(Hash counts) {
        if (!Files.exists(key)) {
            return;
        }
        warnIfOthersCanRead();
        try {
            if (!Hash.of(read(key)).matches(counts)) {
                log.warn(
                        "{} was changed and is not the key in use, which is the one of {}: put the"
                            + " key back, or delete both files and start again to have a new one"
                            + " made",
                        key,
                        hash.getFileName());
            }
        } catch (IOException e) {
            log.warn(
                    "{} cannot be read ({}); the key that it was made with is still in use",
                    key,
                    e.toString());
        }
    }

    private void warnIfOthersCanRead() {
        try {
            var modes = Files.getPosixFilePermissions(key);
            if (!OWNER_ONLY.containsAll(modes)) {
                log.warn(
                        "{} can be read by others ({}): chmod 600 it",
                        key,
                        PosixFilePermissions.toString(modes));
            }
        } catch (UnsupportedOperationException | IOException e) {
            log.debug("no POSIX modes on {}", key, e);
        }
    }

    private static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        }
    }

    /** Whole or not at all, and at no moment readable by others. */
    private void write(Path file, String line) throws IOException {
        var draft = Files.createTempFile(folder, "." + file.getFileName(), ".new", modes(folder));
        try {
            try (var out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static FileAttribute<?>[] modes(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static SecuritySettingsException refused(Path file, String why) {
        return new SecuritySettingsException(List.of(file + " " + why));
    }
}
