package dev.forbear.targets;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** The host of a URL: a name to be looked up, or an address in whatever notation. */
sealed interface Host {

    Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

    /** A label that makes a browser, and a system's resolver, read the whole as an address. */
    Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    int LONGEST_NAME = 253;

    /** As it is written in a URL, but for the brackets of IPv6. */
    String text();

    /** In lower case, without a trailing dot. */
    record Name(String text) implements Host {}

    /** The address is what counts, so its text is the plain one: {@code 0x7f.1} is 127.0.0.1. */
    record Literal(InetAddress address) implements Host {

        @Override
        public String text() {
            return address.getHostAddress();
        }
    }

    /**
     * Reads what stands between the brackets.
     *
     * @throws IllegalArgumentException if it is not an IPv6 address, or has a zone
     */
    static Host inBrackets(String text) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
            throw new IllegalArgumentException(
                    "must have an IPv6 address without a zone in its brackets");
        }
        return literal(text);
    }

    private static Host literal(String text) {
        try {
            return new Literal(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must have an address that can be read", e);
        }
    }

    /**
     * Reads a name or an IPv4 address, of which octal, hexadecimal and short forms mean what they
     * mean to a system's resolver.
     *
     * @throws IllegalArgumentException if it is neither; the message goes on from the property's or
     *     field's name
     */
    static Host of(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        var name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()) {
            return number(name);
        }
        if (name.length() > LONGEST_NAME || !labels(name)) {
            throw new IllegalArgumentException(
                    "must have a host of letters, digits, dots, - and _; write an"
                            + " international name in its ASCII form, which starts with xn--");
        }
        return new Name(name);
    }

    private static Host number(String text) {
        try {
            return new Literal(Inet4Address.ofPosixLiteral(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must have an IPv4 address of four numbers from 0 to 255", e);
        }
    }

    private static boolean labels(String name) {
        for (var label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }
}
