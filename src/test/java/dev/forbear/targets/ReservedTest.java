package dev.forbear.targets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.http.client.InetAddressFilter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The table of reserved ranges against the one of Boot, which it goes beyond. */
class ReservedTest {

    private static final long SEED = 20260301;

    @Test
    void what_boot_does_not_count_to_the_internet_is_reserved_in_the_table() throws Exception {
        var boot = InetAddressFilter.externalAddresses();
        for (var address : addresses()) {
            if (!boot.matches(address)) {
                assertThat(Reserved.of(address))
                        .as("%s with seed %s", address, SEED)
                        .get()
                        .extracting(Reserved::what)
                        .isNotEqualTo("special-purpose");
            }
        }
    }

    @Test
    void the_ranges_that_pass_boot_are_reserved() {
        var boot = InetAddressFilter.externalAddresses();
        for (var text : List.of("::7f00:1", "3fff::1", "5f00::1")) {
            var address = InetAddress.ofLiteral(text);
            assertThat(boot.matches(address)).isTrue();
            assertThat(Reserved.of(address)).isPresent();
        }
    }

    /**
     * Each first byte of IPv4 and each first two bytes of IPv6, and what lies around a boundary.
     */
    private static List<InetAddress> addresses() throws UnknownHostException {
        var random = new Random(SEED);
        var addresses = new ArrayList<InetAddress>();
        for (var i = 0; i < 100_000; i++) {
            var bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            bytes[0] = (byte) (i / 2);
            if (random.nextInt(4) == 0) {
                Arrays.fill(bytes, 2, bytes.length, (byte) (random.nextBoolean() ? 0 : -1));
            }
            addresses.add(InetAddress.getByAddress(bytes));
        }
        return addresses;
    }
}
