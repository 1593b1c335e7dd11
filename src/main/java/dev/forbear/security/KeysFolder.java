package dev.forbear.security;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final int MOST_FILES = 1_000;
    private static final int MOST_BYTES = 1_024;

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
        var look = new Look();
        look.around();
        contents = new Contents(clock.instant(), List.copyOf(look.keys), look.complaints);
        if (!before.complaints().equals(look.complaints)) {
            look.complaints.forEach(log::warn);
        }
        if (!before.keys().equals(look.keys)) {
            log.atInfo()
                    .addKeyValue("keys", names(look.keys))
                    .addKeyValue("before", names(before.keys()))
                    .log("keys-dir read");
        }
    }

    private static String names(List<ApiKey> keys) {
        return keys.stream().map(ApiKey::name).collect(Collectors.joining(",", "[", "]"));
    }

    /** One look into the folder. */
    private final class Look {

        private final List<ApiKey> keys = new ArrayList<>();
        private final List<String> complaints = new ArrayList<>();
        private final Map<Hash, String> seen = new LinkedHashMap<>();
        private final Set<String> named = new HashSet<>();

        void around() {
            configured.hashed().forEach(key -> seen.put(key.hash(), key.name()));
            for (var file : files()) {
                named.add(Names.canonical(file.getFileName().toString()));
                file(file);
            }
            configured.roles().keySet().stream()
                    .filter(name -> !named.contains(name))
                    .sorted()
                    .forEach(
                            name -> complain(name, "has roles, but there is no file of this name"));
        }

        /**
         * Kubernetes mounts {@code ..data} and the like beside the links: hidden ones are not keys.
         */
        private List<Path> files() {
            var files = new ArrayList<Path>();
            try (var all = Files.newDirectoryStream(folder)) {
                for (var file : all) {
                    if (!file.getFileName().toString().startsWith(".")
                            && Files.isRegularFile(file)) {
                        files.add(file);
                    }
                    if (files.size() == MOST_FILES) {
                        complaints.add("keys-dir: only the first 1,000 files are read");
                        break;
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                complaints.add("keys-dir cannot be read, none of its keys counts: " + e);
                return List.of();
            }
            files.sort(null);
            return files;
        }

        private void file(Path file) {
            var name = file.getFileName().toString();
            var roles = configured.roles().get(Names.canonical(name));
            if (!Names.fits(name)) {
                complain(name, "is no name of a key: it has " + Names.WORDS);
            } else if (configured.hashed().stream().anyMatch(key -> same(key.name(), name))) {
                complain(
                        name,
                        "is ignored: forbear.security.keys." + name + ".sha256 is configured");
            } else if (roles == null || roles.isEmpty()) {
                complain(
                        name,
                        "has no role and may do nothing: set forbear.security.keys."
                                + name
                                + ".roles");
                key(file, name, Set.of());
            } else {
                key(file, name, roles);
            }
        }

        private void key(Path file, String name, Set<Role> roles) {
            var key = content(file, name);
            if (key == null) {
                return;
            }
            var hash = Hash.of(key);
            var other = seen.putIfAbsent(hash, name);
            if (other != null) {
                complain(name, "is ignored: it holds the same key as " + other);
                return;
            }
            if (KeyForm.guessable(key)) {
                complain(name, "holds a key that is short enough to be guessed");
            }
            keys.add(new ApiKey(name, hash, roles));
        }

        private @Nullable String content(Path file, String name) {
            try (var in = Files.newInputStream(file)) {
                var bytes = in.readNBytes(MOST_BYTES + 1);
                var key = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
                if (bytes.length <= MOST_BYTES && KeyForm.fits(key)) {
                    return key;
                }
                complain(name, "holds no key: a key is " + KeyForm.WORDS);
            } catch (IOException e) {
                complain(name, "cannot be read and is no key: " + e);
            }
            return null;
        }

        private void complain(String name, String what) {
            complaints.add("keys-dir: " + printable(name) + " " + what);
        }

        private static String printable(String name) {
            return name.replaceAll("[^\\x20-\\x7e]", "?");
        }

        private static boolean same(String name, String other) {
            return Names.canonical(name).equals(Names.canonical(other));
        }
    }
}
