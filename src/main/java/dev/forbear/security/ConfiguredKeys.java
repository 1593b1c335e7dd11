package dev.forbear.security;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of the configuration, checked.
 *
 * @param hashed those whose hash is configured
 * @param grants of those that come from {@code keys-dir}, by canonical name
 */
record ConfiguredKeys(List<ApiKey> hashed, Map<String, Grant> grants) {

    /** The roles that a file in {@code keys-dir} gets by its name. */
    record Grant(String name, Set<Role> roles) {}

    private static final String PREFIX = "forbear.security.keys.";

    static ConfiguredKeys checked(SecuritySettings settings) {
        var checks = new Checks(settings);
        settings.sortedKeys().forEach(checks::check);
        checks.checkMetrics();
        checks.checkThatThereIsAKey();
        if (!checks.findings.isEmpty()) {
            throw new SecuritySettingsException(checks.findings);
        }
        return new ConfiguredKeys(checks.hashed, checks.grants);
    }

    /** One look at the settings; it goes on after a finding, so that all are told at once. */
    private static final class Checks {

        private final SecuritySettings settings;
        private final List<String> findings = new ArrayList<>();
        private final List<ApiKey> hashed = new ArrayList<>();
        private final Map<String, Grant> grants = new HashMap<>();
        private final Map<String, String> names = new HashMap<>();
        private final Map<Hash, String> hashes = new HashMap<>();

        Checks(SecuritySettings settings) {
            this.settings = settings;
        }

        void check(String name, SecuritySettings.Key key) {
            if (!Names.fits(name)) {
                findings.add(PREFIX + name + ": the name of a key has " + Names.WORDS);
                return;
            }
            var other = names.putIfAbsent(Names.canonical(name), name);
            if (other != null) {
                findings.add(
                        PREFIX
                                + other
                                + " and "
                                + PREFIX
                                + name
                                + " are one name, since names"
                                + " match without case, dots and dashes: rename one");
            }
            var granted = granted(name, key.roles());
            if (key.sha256() == null || key.sha256().isBlank()) {
                fromFile(name, granted);
                return;
            }
            hashed(name, key.sha256().strip(), granted);
        }

        private Set<Role> granted(String name, List<String> words) {
            var granted = EnumSet.noneOf(Role.class);
            for (var word : words) {
                Role.of(word)
                        .ifPresentOrElse(
                                granted::add,
                                () ->
                                        findings.add(
                                                PREFIX
                                                        + name
                                                        + ".roles: there is no role '"
                                                        + word
                                                        + "'; the roles are "
                                                        + Role.words()));
            }
            if (words.isEmpty()) {
                findings.add(PREFIX + name + ".roles must hold at least one of " + Role.words());
            }
            return granted;
        }

        private void fromFile(String name, Set<Role> granted) {
            if (settings.keysDir() == null) {
                findings.add(
                        PREFIX
                                + name
                                + ".sha256 is missing: set it to the SHA-256 of the key (64"
                                + " hex digits), or set forbear.security.keys-dir to a folder with"
                                + " a file "
                                + name
                                + " that holds the key");
            }
            grants.put(Names.canonical(name), new Grant(name, granted));
        }

        private void hashed(String name, String hex, Set<Role> granted) {
            var hash = Hash.parsed(hex).orElse(null);
            if (hash == null) {
                findings.add(PREFIX + name + ".sha256 " + wrong(hex));
                return;
            }
            var other = hashes.putIfAbsent(hash, name);
            if (other != null) {
                findings.add(
                        PREFIX
                                + other
                                + ".sha256 and "
                                + PREFIX
                                + name
                                + ".sha256 are equal: one"
                                + " key has one name, remove one of them");
            }
            hashed.add(new ApiKey(name, hash, granted));
        }

        /** Never the value itself: it may be a key that was put there by mistake. */
        private static String wrong(String hex) {
            var had =
                    KeyForm.fits(hex) ? "it holds a key" : "it has " + hex.length() + " characters";
            return "must be 64 hex digits, the SHA-256 of the key, but "
                    + had
                    + ": printf %s \"$KEY\" | sha256sum makes it";
        }

        void checkMetrics() {
            if (!settings.openMetrics()) {
                return;
            }
            if (!settings.deployment().standalone()) {
                findings.add(
                        "forbear.security.open-metrics is for the service alone: inside an"
                                + " application the scrape is under the application's own security;"
                                + " remove it");
            } else if (!settings.deployment().managementOnOwnPort()) {
                findings.add(
                        "forbear.security.open-metrics=true opens the scrape on a management port"
                            + " of its own only: set management.server.port to a port other than"
                            + " server.port, or scrape with a key that has the role metrics");
            }
        }

        void checkThatThereIsAKey() {
            if (settings.none() && !settings.deployment().embeddedStore()) {
                findings.add(
                        "forbear.security.keys.<name>.sha256 and"
                            + " forbear.security.keys.<name>.roles, or forbear.security.keys-dir,"
                            + " must be set: on a store that replicas share no admin key is made,"
                            + " each would make its own");
            }
        }
    }
}
