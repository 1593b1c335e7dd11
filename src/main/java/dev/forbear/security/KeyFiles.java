package dev.forbear.security;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One look into {@code keys-dir}: what in it is a key, and what is not and why. */
final class KeyFiles {

    private static final int MOST_FILES = 1_000;
    private static final int MOST_BYTES = 1_024;

    private final Path folder;
    private final ConfiguredKeys configured;
    private final List<ApiKey> keys = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Map<Hash, String> seen = new HashMap<>();
    private final Set<String> named = new HashSet<>();

    private KeyFiles(Path folder, ConfiguredKeys configured) {
        this.folder = folder;
        this.configured = configured;
    }

    static KeyFiles seen(Path folder, ConfiguredKeys configured) {
        var look = new KeyFiles(folder, configured);
        look.around();
        return look;
    }

    /** In the order of their files' names. */
    List<ApiKey> keys() {
        return List.copyOf(keys);
    }

    /** A line for each thing that an operator should put right. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private void around() {
        configured.hashed().forEach(key -> seen.put(key.hash(), key.name()));
        for (var file : files()) {
            named.add(Names.canonical(file.getFileName().toString()));
            file(file);
        }
        configured.grants().entrySet().stream()
                .filter(grant -> !named.contains(grant.getKey()))
                .map(grant -> grant.getValue().name())
                .sorted()
                .forEach(name -> complain(name, "has roles, but there is no file of this name"));
        if (keys.isEmpty() && configured.hashed().isEmpty() && complaints.isEmpty()) {
            complaints.add(
                    "keys-dir holds no key and none is configured: nobody can call; put a file with"
                            + " a key there and give its name roles in forbear.security.keys");
        }
    }

    /** Kubernetes mounts {@code ..data} and the like beside the links: hidden ones are not keys. */
    private List<Path> files() {
        var files = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder)) {
            for (var file : all) {
                if (!file.getFileName().toString().startsWith(".") && Files.isRegularFile(file)) {
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
        var grant = configured.grants().get(Names.canonical(name));
        if (!Names.fits(name)) {
            complain(name, "is no name of a key: it has " + Names.WORDS);
        } else if (configured.hashed().stream().anyMatch(key -> same(key.name(), name))) {
            complain(name, "is ignored: forbear.security.keys." + name + ".sha256 is configured");
        } else if (grant == null) {
            complain(
                    name,
                    "has no role and may do nothing: set forbear.security.keys." + name + ".roles");
            key(file, name, Set.of());
        } else {
            key(file, name, grant.roles());
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
