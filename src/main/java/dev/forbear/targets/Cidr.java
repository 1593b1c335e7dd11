package dev.forbear.targets;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of addresses. An IPv4 address that is written as IPv6 ({@code ::ffff:10.0.0.1}) is an
 * IPv4 address to Java, and so it is here.
 */
record Cidr(String text, InetAddress network, int bits) {

    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /**
     * @param text an address, or an address and the length of its prefix
     * @throws IllegalArgumentException if it is none, or has bits beyond its prefix; the message
     *     goes on from the property's name
     */
    static Cidr of(String text) {
        var slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash));
        var width = address.getAddress().length * 8;
        var bits = slash < 0 ? width : length(text.substring(slash + 1), width);
        var network = network(address, bits);
        if (!network.equals(address)) {
            throw new IllegalArgumentException(
                    "must not have bits beyond its prefix: write "
                            + (network.getHostAddress() + "/" + bits)
                            + ", or the address alone, was "
                            + text);
        }
        return new Cidr(text, network, bits);
    }

    private static InetAddress address(String text) {
        if (FOUR_NUMBERS.matcher(text).matches()
                || (text.indexOf(':') >= 0 && text.indexOf('%') < 0)) {
            try {
                return InetAddress.ofLiteral(text);
            } catch (IllegalArgumentException _) {
                // said below
            }
        }
        throw new IllegalArgumentException(
                "must have an address like 10.0.0.0 or fd00::, was " + text);
    }

    private static int length(String text, int width) {
        var bits = text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
        if (bits < 0 || bits > width) {
            throw new IllegalArgumentException(
                    "must have a prefix of 0 to " + width + " bits, was /" + text);
        }
        return bits;
    }

    private static InetAddress network(InetAddress address, int bits) {
        try {
            return InetAddress.getByAddress(masked(address.getAddress(), bits));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    private static byte[] masked(byte[] address, int bits) {
        for (var i = 0; i < address.length; i++) {
            var kept = Math.clamp(bits - i * 8L, 0, 8);
            address[i] &= (byte) (0xff << (8 - kept));
        }
        return address;
    }

    boolean contains(InetAddress address) {
        var theirs = address.getAddress();
        var ours = network.getAddress();
        return ours.length == theirs.length && Arrays.equals(ours, masked(theirs, bits));
    }

    @Override
    public String toString() {
        return text;
    }
}
