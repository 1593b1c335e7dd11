package dev.forbear.targets;

import org.springframework.boot.http.client.InetAddressFilter;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses that nobody on the internet has, and what it is: what stands there is inside
 * somebody's network, or nothing.
 */
record Reserved(Cidr range, String what) {

    private static final List<Reserved> ALL =
            List.of(
                    reserved("0.0.0.0/8", "this host"),
                    reserved("10.0.0.0/8", "private"),
                    reserved("100.64.0.0/10", "shared by a carrier's customers"),
                    reserved("127.0.0.0/8", "loopback"),
                    reserved("168.63.129.16", "a cloud's metadata"),
                    reserved("169.254.0.0/16", "link-local, a cloud's metadata"),
                    reserved("172.16.0.0/12", "private"),
                    reserved("192.0.0.0/24", "protocol assignments"),
                    reserved("192.0.2.0/24", "documentation"),
                    reserved("192.31.196.0/24", "AS112"),
                    reserved("192.52.193.0/24", "AMT"),
                    reserved("192.88.99.0/24", "6to4 relays"),
                    reserved("192.168.0.0/16", "private"),
                    reserved("192.175.48.0/24", "AS112"),
                    reserved("198.18.0.0/15", "benchmarks"),
                    reserved("198.51.100.0/24", "documentation"),
                    reserved("203.0.113.0/24", "documentation"),
                    reserved("224.0.0.0/4", "multicast"),
                    reserved("240.0.0.0/4", "reserved"),
                    reserved("::1", "loopback"),
                    reserved("::/96", "IPv4 in its old IPv6 form"),
                    reserved("64:ff9b::/96", "NAT64"),
                    reserved("64:ff9b:1::/48", "NAT64 of a network of its own"),
                    reserved("100::/64", "discarded"),
                    reserved("2001::/23", "protocol assignments, Teredo"),
                    reserved("2001:db8::/32", "documentation"),
                    reserved("2002::/16", "6to4"),
                    reserved("2620:4f:8000::/48", "AS112"),
                    reserved("3fff::/20", "documentation"),
                    reserved("5f00::/16", "segment routing"),
                    reserved("fc00::/7", "private"),
                    reserved("fe80::/10", "link-local"),
                    reserved("fec0::/10", "private, deprecated"),
                    reserved("ff00::/8", "multicast"),
                    // the internet is 2000::/3
                    reserved("::/3", "not assigned"),
                    reserved("4000::/2", "not assigned"),
                    reserved("8000::/1", "not assigned"));

    /** A second opinion: with an update of Boot it may know a range that the table does not. */
    private static final InetAddressFilter EXTERNAL = InetAddressFilter.externalAddresses();

    private static Reserved reserved(String range, String what) {
        return new Reserved(Cidr.of(range), what);
    }

    /** The first range of the table that the address is in; empty if it is on the internet. */
    static Optional<Reserved> of(InetAddress address) {
        return ALL.stream()
                .filter(reserved -> reserved.range.contains(address))
                .findFirst()
                .or(() -> byBoot(address));
    }

    private static Optional<Reserved> byBoot(InetAddress address) {
        return EXTERNAL.matches(address)
                ? Optional.empty()
                : Optional.of(reserved(address.getHostAddress(), "special-purpose"));
    }

    @Override
    public String toString() {
        return range + " (" + what + ")";
    }
}
