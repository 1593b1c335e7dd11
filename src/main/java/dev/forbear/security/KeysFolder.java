package dev.forbear.security;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The folder {@code keys-dir}: a file a key. It is read again when it is asked for keys and the
 * last look is 2 s old, so a changed mount counts without a restart, and nothing runs while nobody
 * calls. What cannot be read is no key. Any thread may ask; one reads while others go on with what
 * was read.
 */
final class KeysFolder {

    private static final Logger log = LoggerFactory.getLogger("forbear.security");
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final int MOST_LINES = 20;

    private final Path folder;
    private final ConfiguredKeys configured;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Contents contents;

    /** What the folder held when it was read. */
    private record Contents(Instant readAt, List<ApiKey> keys, List<String> complaints) {}

    /** Reads the folder once. */
    KeysFolder(Path folder, ConfiguredKeys configured, InstantSource clock) {
        this.folder = folder;
        this.configured = configured;
        this.clock = clock;
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            throw new SecuritySettingsException(
                    List.of(
                            "forbear.security.keys-dir must be a folder that can be read, was "
                                    + folder.toAbsolutePath()
                                    + ": mount or make it, a file for each key"));
        }
        contents = new Contents(Instant.MIN, List.of(), List.of());
        keys();
    }

    /** The keys, at most 2 s old; none of them has a name or a hash that is configured. */
    List<ApiKey> keys() {
        if (stale() && reading.tryLock()) {
            try {
                if (stale()) {
                    read();
                }
            } finally {
                reading.unlock();
            }
        }
        return contents.keys();
    }

    private boolean stale() {
        var readAt = contents.readAt();
        // A clock that was put back must not keep a removed key alive.
        return readAt.equals(Instant.MIN)
                || Duration.between(readAt, clock.instant()).abs().compareTo(PERIOD) >= 0;
    }

    private void read() {
        var before = contents;
        var look = KeyFiles.seen(folder, configured);
        contents = new Contents(clock.instant(), look.keys(), look.complaints());
        if (!before.complaints().equals(look.complaints())) {
            tell(look.complaints());
        }
        if (!before.keys().equals(look.keys())) {
            log.info("keys-dir read keys={} before={}", names(look.keys()), names(before.keys()));
        }
    }

    private static void tell(List<String> complaints) {
        complaints.stream().limit(MOST_LINES).forEach(log::warn);
        if (complaints.size() > MOST_LINES) {
            log.warn("keys-dir: and {} more", complaints.size() - MOST_LINES);
        }
    }

    private static String names(List<ApiKey> keys) {
        return keys.stream().map(ApiKey::name).collect(Collectors.joining(",", "[", "]"));
    }
}
