package dev.forbear.security;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All keys that are in use now. Any thread may ask. */
final class KeyRing {

    private final List<ApiKey> fixed;
    private final @Nullable KeysFolder folder;

    KeyRing(List<ApiKey> fixed, @Nullable KeysFolder folder) {
        this.fixed = List.copyOf(fixed);
        this.folder = folder;
    }

    /** Whose key this is. It compares with every key, whichever fits, so its time tells nothing. */
    Optional<ApiKey> find(String key) {
        var hash = Hash.of(key);
        ApiKey found = null;
        for (var candidate : keys()) {
            if (candidate.hash().matches(hash)) {
                found = candidate;
            }
        }
        return Optional.ofNullable(found);
    }

    private List<ApiKey> keys() {
        return folder == null
                ? fixed
                : Stream.concat(fixed.stream(), folder.keys().stream()).toList();
    }
}
