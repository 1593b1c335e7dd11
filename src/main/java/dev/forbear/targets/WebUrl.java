package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An http or https URL whose form has been checked. Neither its text form nor any message shows
 * more of it than scheme, host and port: paths and queries hold secrets.
 *
 * @param path as it is sent, starting with a slash
 * @param query as it is sent, without the question mark
 */
record WebUrl(String scheme, Host host, int port, String path, @Nullable String query) {

    static final int LONGEST = 2_000;

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([^\\[\\]]*)]|([^\\[\\]:]+))(?::([1-9]\\d{0,4}))?");

    private static final int HIGHEST_PORT = 65_535;

    /**
     * @throws IllegalArgumentException if the text is not an absolute http or https URL, has
     *     user-info or a fragment; the message goes on from the property's or field's name
     */
    static WebUrl of(String text) {
        var uri = uri(text);
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException("must start with http:// or https:// and a host");
        }
        if (uri.getRawAuthority().indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "must not have user-info; send an Authorization header instead");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have a fragment; remove it from the # on");
        }
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return at(scheme, uri.getRawAuthority(), path, uri.getRawQuery());
    }

    private static URI uri(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "must have at most " + LONGEST + " characters, has " + text.length());
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "must be ASCII without spaces; percent-encode the path, and write an"
                            + " international host in its ASCII form, which starts with xn--");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // not the cause: it quotes the URL
            throw new IllegalArgumentException(
                    "must be a URL, is none from character " + (e.getIndex() + 1) + " on");
        }
    }

    private static WebUrl at(String scheme, String authority, String path, @Nullable String query) {
        var parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "must have a host, and a port from 1 to 65535 if any");
        }
        var host =
                parts.group(1) == null ? Host.of(parts.group(2)) : Host.inBrackets(parts.group(1));
        var port = parts.group(3) == null ? standard(scheme) : Integer.parseInt(parts.group(3));
        if (port > HIGHEST_PORT) {
            throw new IllegalArgumentException("must have a port from 1 to 65535");
        }
        return new WebUrl(scheme, host, port, path, query);
    }

    private static int standard(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** Host and port as an allow list takes them. */
    String place() {
        return bracketed() + ":" + port;
    }

    private String bracketed() {
        var text = host.text();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    private String origin() {
        return scheme + "://" + bracketed() + (port == standard(scheme) ? "" : ":" + port);
    }

    /** The whole of it, for the client alone. */
    URI uri() {
        return URI.create(origin() + path + (query == null ? "" : "?" + query));
    }

    WebUrl with(String otherPath, @Nullable String otherQuery) {
        return new WebUrl(scheme, host, port, otherPath, otherQuery);
    }

    @Override
    public String toString() {
        return origin();
    }
}
