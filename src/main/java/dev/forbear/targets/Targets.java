package dev.forbear.targets;

import dev.forbear.reconciler.TerminalException;
import dev.forbear.secrets.SecretNames;
import dev.forbear.targets.Guard.Reach;
import dev.forbear.targets.Target.Limits;
import dev.forbear.targets.Target.Manner;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The configured targets, and what a caller's URL is allowed. Safe for use by many threads. */
final class Targets {

    private static final String ALLOW = "forbear.http.allow";
    private static final int LONGEST_LANE = 200;

    private final Map<String, Target> byName = new TreeMap<>();
    private final AllowList all;
    private final Limits limits;
    private final SecretNames secretNames;

    /**
     * @param settings without findings
     */
    Targets(HttpSettings settings) {
        all = AllowList.of(settings.allow());
        limits = new Limits(settings.times().response(), settings.times().call());
        secretNames = new SecretNames(settings.maskedFields());
        settings.targets().forEach((name, target) -> byName.put(plain(name), target(name, target)));
    }

    private Target target(String name, HttpSettings.Target target) {
        var url = WebUrl.of(Objects.requireNonNull(target.url(), "url of target " + name));
        var property = "forbear.http.targets." + name + ".allow (or " + ALLOW + ")";
        var reach = new Reach(url, true, AllowList.of(target.allow()).and(all), property);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(target.headers());
        var signing = target.secrets().isEmpty() ? null : new Signing(target.secrets());
        return new Target(
                name,
                true,
                reach,
                new Manner(headers, signing, Set.copyOf(target.retryOn())),
                new Limits(
                        target.response() == null ? limits.response() : target.response(),
                        target.call() == null ? limits.call() : target.call()));
    }

    /** As a variable's name has it: no dashes, and case does not count. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    Collection<Target> all() {
        return byName.values();
    }

    /**
     * Where the spec's call goes.
     *
     * @throws TerminalException if the spec cannot be called
     */
    Target of(CallSpec spec) {
        var findings = CallRules.findings(spec);
        if (!findings.isEmpty()) {
            throw new TerminalException(findings.getFirst().toString());
        }
        var target =
                spec.target() == null
                        ? atUrl(WebUrl.of(Objects.requireNonNull(spec.url(), "url")))
                        : named(spec.target());
        var below =
                spec.path() == null
                        ? target
                        : target.at(BelowPath.of(spec.path()).below(target.reach().url()));
        return below.within(spec.timeout());
    }

    private Target atUrl(WebUrl url) {
        var reach = new Reach(url, all.names(url.host(), url.port()), all, ALLOW);
        return new Target(url.host().text(), false, reach, Manner.PLAIN, limits);
    }

    private Target named(String name) {
        var target = byName.get(plain(name));
        if (target == null) {
            throw new TerminalException("target " + unknown());
        }
        return target;
    }

    /** The names of members of a body that no error repeats. */
    SecretNames secretNames() {
        return secretNames;
    }

    boolean has(String name) {
        return byName.containsKey(plain(name));
    }

    /** What to say of a name that none has. */
    String unknown() {
        var names = byName.values().stream().map(Target::where).collect(Collectors.joining(", "));
        return "must be the name of a configured target; "
                + (names.isEmpty()
                        ? "there are none: set forbear.http.targets.<name>.url"
                        : "there are: " + names);
    }

    /** The target's name, or the URL's host, of which the end counts if it is too long. */
    String lane(CallSpec spec) {
        if (spec.target() != null) {
            return named(spec.target()).where();
        }
        var host = WebUrl.of(Objects.requireNonNull(spec.url(), "url")).host().text();
        return host.substring(Math.max(0, host.length() - LONGEST_LANE));
    }
}
