package dev.forbear.security;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is configured below {@code forbear.security}, as it was written; {@link
 * SecurityConfiguration} checks it and refuses to start with messages that name the property.
 *
 * @param keys by name
 * @param keysDir a folder with a file for each key, its name the key's; null: none
 * @param openMetrics whether the scrape is open on the management port
 */
public record SecuritySettings(
        Map<String, Key> keys, @Nullable Path keysDir, boolean openMetrics, Deployment deployment) {

    public SecuritySettings {
        keys = Map.copyOf(keys);
    }

    /** The keys in the order of their names, so that findings and logs have one. */
    Map<String, Key> sortedKeys() {
        return new TreeMap<>(keys);
    }

    boolean none() {
        return keys.isEmpty() && keysDir == null;
    }

    /**
     * One key.
     *
     * @param sha256 64 hex digits; null where the key comes from a file of this name in {@code
     *     keys-dir}
     * @param roles of viewer, submitter, operator, admin, metrics
     */
    public record Key(@Nullable String sha256, List<String> roles) {

        public Key {
            roles = List.copyOf(roles);
        }
    }

    /**
     * Where it runs.
     *
     * @param dataDir where {@code admin.key} is made
     * @param embeddedStore whether the store is the embedded one, so that this process is alone
     * @param managementOnOwnPort whether {@code management.server.port} differs from the server's
     * @param standalone whether this is the service, all of whose paths are Forbear's; false inside
     *     somebody's own application
     */
    public record Deployment(
            Path dataDir, boolean embeddedStore, boolean managementOnOwnPort, boolean standalone) {}
}
