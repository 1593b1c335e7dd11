package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads each setting as it will be used, and keeps what could not be read. */
final class HttpFindings {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

    private static final int REDIRECTS_START = 300;
    private static final int STATUSES_END = 600;

    private final List<String> found = new ArrayList<>();

    List<String> of(HttpSettings settings) {
        listed("forbear.http.allow", settings.allow(), AllowList::entry);
        var connections = settings.connections();
        if (connections.perHost() > connections.inAll()) {
            found.add(
                    "forbear.http.max-connections-per-host must not be above"
                            + " forbear.http.max-connections, which is "
                            + connections.inAll()
                            + ", was "
                            + connections.perHost());
        }
        new TreeMap<>(settings.targets()).forEach(this::target);
        return List.copyOf(found);
    }

    private void target(String name, HttpSettings.Target target) {
        var section = "forbear.http.targets." + name;
        if (!NAME.matcher(name).matches()) {
            found.add(section + ": a target's name has 1 to 63 of a-z 0-9 -");
        }
        if (target.url() == null) {
            found.add(section + ".url must be set: where the target is");
        } else {
            read(section + ".url", target.url(), WebUrl::of);
        }
        secrets(section + ".secret", target.secrets());
        target.headers()
                .forEach((header, value) -> header(section + ".headers." + header, header, value));
        listed(section + ".allow", target.allow(), HttpFindings::ownEntry);
        listed(section + ".retry-on", target.retryOn(), HttpFindings::status);
    }

    private void header(String property, String name, String value) {
        add(property, HeaderRules.ofTarget(name, value));
        if (name.equalsIgnoreCase("content-type")) {
            read(property, value, Body::type);
        }
    }

    private void secrets(String property, List<String> secrets) {
        if (secrets.size() > Signing.MOST) {
            found.add(property + " must have at most two secrets, has " + secrets.size());
        }
        listed(property, secrets, Signing::key);
    }

    /** A target's own host needs no entry, and a name is not trusted for where it leads. */
    private static AllowList.Entry ownEntry(String text) {
        var entry = AllowList.entry(text);
        if (entry instanceof AllowList.Entry.Named name && !name.isLocalhost()) {
            throw new IllegalArgumentException(
                    "must be an address or a range, like 10.0.0.0/8: the target's host is allowed"
                            + " already, what counts is where it leads; was "
                            + text);
        }
        return entry;
    }

    private static int status(int status) {
        if (status < REDIRECTS_START || status >= STATUSES_END) {
            throw new IllegalArgumentException("must be a status from 300 to 599, was " + status);
        }
        return status;
    }

    private <T> void listed(String property, List<T> values, Function<T, ?> reader) {
        for (var i = 0; i < values.size(); i++) {
            read(property + "[" + i + "]", values.get(i), reader);
        }
    }

    private <T> void read(String property, T value, Function<T, ?> reader) {
        try {
            var _ = reader.apply(value);
        } catch (IllegalArgumentException e) {
            add(property, e.getMessage());
        }
    }

    private void add(String property, @Nullable String finding) {
        if (finding != null) {
            found.add(property + " " + finding);
        }
    }
}
