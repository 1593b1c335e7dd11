package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forbear.security.SecuritySettings.Deployment;

import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

class ConfiguredKeysTest {

    private static final String HEX = Hash.of("fbr_a").hex();
    private static final Deployment HERE = new Deployment(Path.of("data"), true, false, true);

    private static SecuritySettings.Key key(String sha256, String... roles) {
        return new SecuritySettings.Key(sha256, List.of(roles));
    }

    private static SecuritySettings settings(Map<String, SecuritySettings.Key> keys) {
        return new SecuritySettings(keys, null, false, HERE);
    }

    private static ListAssert<String> findings(SecuritySettings settings) {
        try {
            ConfiguredKeys.checked(settings);
            return assertThat(List.<String>of());
        } catch (SecuritySettingsException refused) {
            return assertThat(refused.findings());
        }
    }

    @Test
    void a_key_is_its_name_its_hash_and_its_roles() {
        var keys = ConfiguredKeys.checked(settings(Map.of("ci", key(HEX, "submitter", "METRICS"))));

        assertThat(keys.hashed()).hasSize(1);
        assertThat(keys.hashed().getFirst().name()).isEqualTo("ci");
        assertThat(keys.hashed().getFirst().hash()).isEqualTo(Hash.of("fbr_a"));
        assertThat(keys.hashed().getFirst().roles()).containsOnly(Role.SUBMITTER, Role.METRICS);
    }

    @Test
    void a_hash_in_upper_case_or_with_blanks_around_is_the_same() {
        var keys =
                ConfiguredKeys.checked(
                        settings(
                                Map.of(
                                        "ci",
                                        key(" " + HEX.toUpperCase(Locale.ROOT) + "\n", "viewer"))));

        assertThat(keys.hashed().getFirst().hash()).isEqualTo(Hash.of("fbr_a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "zz",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg"
            })
    void a_hash_that_is_none_is_refused_with_the_property_and_the_mend(String hex) {
        findings(settings(Map.of("ci", key(hex, "viewer"))))
                .containsExactly(
                        "forbear.security.keys.ci.sha256 must be 64 hex digits, the SHA-256 of the"
                                + " key, but it has "
                                + hex.length()
                                + " characters: printf %s \"$KEY\" | sha256sum makes it");
    }

    @Test
    void a_key_in_the_place_of_its_hash_is_refused_and_not_repeated() {
        findings(settings(Map.of("ci", key("fbr_canary", "viewer"))))
                .hasSize(1)
                .first()
                .asString()
                .contains("but it holds a key")
                .doesNotContain("canary");
    }

    @Test
    void an_unknown_role_is_refused_with_the_roles_there_are() {
        findings(settings(Map.of("ci", key(HEX, "viewer", "writer"))))
                .containsExactly(
                        "forbear.security.keys.ci.roles: there is no role 'writer'; the roles are"
                                + " viewer, submitter, operator, admin, metrics");
    }

    @Test
    void a_key_without_a_role_is_refused() {
        findings(settings(Map.of("ci", key(HEX))))
                .containsExactly(
                        "forbear.security.keys.ci.roles must hold at least one of viewer,"
                                + " submitter, operator, admin, metrics");
    }

    @Test
    void two_names_of_one_key_are_refused() {
        findings(settings(Map.of("a", key(HEX, "viewer"), "b", key(HEX, "admin"))))
                .containsExactly(
                        "forbear.security.keys.a.sha256 and forbear.security.keys.b.sha256 are"
                                + " equal: one key has one name, remove one of them");
    }

    @Test
    void two_spellings_of_one_name_are_refused() {
        findings(
                        settings(
                                Map.of(
                                        "ci-bot",
                                        key(HEX, "viewer"),
                                        "CIBOT",
                                        key(Hash.of("b").hex(), "viewer"))))
                .containsExactly(
                        "forbear.security.keys.CIBOT and forbear.security.keys.ci-bot are one name,"
                                + " since names match without case, dots and dashes: rename one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "a b", "a/b", "ä", "a\nb", "a\u0000", "[a]"})
    void a_name_outside_the_alphabet_is_refused(String name) {
        findings(settings(Map.of(name, key(HEX, "viewer"))))
                .containsExactly(
                        "forbear.security.keys."
                                + name
                                + ": the name of a key has 1 to 63 of A-Z a-z"
                                + " 0-9 . _ -, the first of them a letter or a digit");
    }

    @Test
    void a_name_has_63_characters_and_no_more() {
        findings(settings(Map.of("a".repeat(63), key(HEX, "viewer")))).isEmpty();
        findings(settings(Map.of("a".repeat(64), key(HEX, "viewer")))).hasSize(1);
    }

    @Test
    void a_key_without_a_hash_needs_a_folder_with_its_file() {
        findings(settings(Map.of("ci", key(null, "viewer"))))
                .containsExactly(
                        "forbear.security.keys.ci.sha256 is missing: set it to the SHA-256 of the"
                            + " key (64 hex digits), or set forbear.security.keys-dir to a folder"
                            + " with a file ci that holds the key");
        findings(
                        new SecuritySettings(
                                Map.of("ci", key("", "viewer")), Path.of("keys"), false, HERE))
                .isEmpty();
    }

    @Test
    void the_scrape_is_opened_on_a_port_of_its_own_only() {
        var shared = new SecuritySettings(Map.of(), null, true, HERE);
        var apart =
                new SecuritySettings(
                        Map.of(), null, true, new Deployment(Path.of("data"), true, true, true));

        findings(shared)
                .containsExactly(
                        "forbear.security.open-metrics=true opens the scrape on a management port"
                            + " of its own only: set management.server.port to a port other than"
                            + " server.port, or scrape with a key that has the role metrics");
        findings(apart).isEmpty();
    }

    @Test
    void the_scrape_of_somebodys_own_application_is_not_ours_to_open() {
        var embedded =
                new SecuritySettings(
                        Map.of(), null, true, new Deployment(Path.of("data"), true, true, false));

        findings(embedded)
                .containsExactly(
                        "forbear.security.open-metrics is for the service alone: inside an"
                                + " application the scrape is under the application's own security;"
                                + " remove it");
    }

    @Test
    void on_a_store_that_replicas_share_there_must_be_a_key() {
        findings(
                        new SecuritySettings(
                                Map.of(),
                                null,
                                false,
                                new Deployment(Path.of("data"), false, false, true)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(
                        "forbear.security.keys.<name>.sha256 and"
                            + " forbear.security.keys.<name>.roles, or forbear.security.keys-dir,"
                            + " must be set");
    }

    @Test
    void all_findings_are_told_at_once() {
        assertThatExceptionOfType(SecuritySettingsException.class)
                .isThrownBy(() ->
                        ConfiguredKeys.checked(
                                settings(
                                        Map.of(
                                                "a", key("x", "y"),
                                                "b", key(HEX)))))
                .satisfies(refused -> assertThat(refused.findings()).hasSize(3))
                .satisfies(refused -> assertThat(refused.getMessage().lines()).hasSize(3));
    }
}
