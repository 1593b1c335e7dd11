package dev.forbear.targets;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator has allowed: hosts, of which only the name is trusted and not what it resolves
 * to, and ranges of addresses, whoever they are called.
 */
record AllowList(List<Entry> entries) {

    private static final int ANY = 0;

    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]+)](?::(\\d{1,5}))?");
    private static final Pattern RANGE_4 = Pattern.compile("([\\d.]+(?:/\\d+)?)(?::(\\d{1,5}))?");
    private static final Pattern RANGE_6 = Pattern.compile("([^\\[\\]]*:[^\\[\\]]*:[^\\[\\]]*)()");
    private static final Pattern NAME = Pattern.compile("([^\\[\\]:/]+)(?::(\\d{1,5}))?");

    static final AllowList NOTHING = new AllowList(List.of());

    AllowList {
        entries = List.copyOf(entries);
    }

    /** Each entry has a port, or 0 for any. */
    sealed interface Entry {

        int port();

        default boolean at(int wanted) {
            return port() == ANY || port() == wanted;
        }

        /**
         * A host by its name.
         *
         * @param suffix with its leading dot if what stands before it may be anything
         */
        record Named(String suffix, boolean below, int port) implements Entry {

            boolean matches(Host host) {
                return below ? host.text().endsWith(suffix) : host.text().equals(suffix);
            }

            boolean isLocalhost() {
                return suffix.equals("localhost") && !below;
            }
        }

        /** Addresses, also reserved ones. */
        record Ranged(Cidr range, int port) implements Entry {}
    }

    /**
     * @throws IllegalArgumentException if an entry cannot be read; the message goes on from the
     *     entry's name
     */
    static Entry entry(String written) {
        var text = written.strip().toLowerCase(Locale.ROOT);
        for (var form : List.of(BRACKETS, RANGE_4, RANGE_6)) {
            var parts = form.matcher(text);
            if (parts.matches()) {
                return new Entry.Ranged(Cidr.of(parts.group(1)), port(parts));
            }
        }
        var parts = NAME.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "must be a host (api.example.com, *.example.com, *), an address or a range"
                            + " (10.0.0.0/8, [fd00::/8]), each with a port if need be (:8443), was "
                            + written);
        }
        return named(parts.group(1), port(parts));
    }

    private static Entry named(String name, int port) {
        if (name.equals("*")) {
            return new Entry.Named("", true, port);
        }
        var below = name.startsWith("*.");
        if (Host.of(below ? name.substring(2) : name) instanceof Host.Name(var text)) {
            return new Entry.Named(below ? "." + text : text, below, port);
        }
        throw new IllegalArgumentException("must have an address in its plain form, was " + name);
    }

    private static int port(Matcher parts) {
        var text = parts.group(2);
        if (text == null || text.isEmpty()) {
            return ANY;
        }
        var port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("must have a port from 1 to 65535, was " + port);
        }
        return port;
    }

    /**
     * @throws IllegalArgumentException as {@link #entry}
     */
    static AllowList of(List<String> entries) {
        return new AllowList(entries.stream().map(AllowList::entry).toList());
    }

    AllowList and(AllowList other) {
        var both = new ArrayList<>(entries);
        both.addAll(other.entries);
        return new AllowList(both);
    }

    /** Whether the host may be called at an address of the internet. */
    boolean names(Host host, int port) {
        return entries.stream()
                .anyMatch(
                        e -> e instanceof Entry.Named name && name.at(port) && name.matches(host));
    }

    /** Whether the URL's host may be called at this address, be it reserved or not. */
    boolean covers(WebUrl url, InetAddress address) {
        return entries.stream().anyMatch(e -> e.at(url.port()) && covers(e, url.host(), address));
    }

    private static boolean covers(Entry entry, Host host, InetAddress address) {
        return switch (entry) {
            case Entry.Ranged(var range, _) -> range.contains(address);
            // the one name whose addresses nobody can choose: it is loopback by RFC 6761
            case Entry.Named name ->
                    name.isLocalhost() && name.matches(host) && address.isLoopbackAddress();
        };
    }

    /** Whether a name that is not listed may still resolve to something that is. */
    boolean hasRanges(int port) {
        return entries.stream().anyMatch(e -> e instanceof Entry.Ranged && e.at(port));
    }
}
