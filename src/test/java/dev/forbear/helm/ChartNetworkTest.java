package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who reaches the service, and what it reaches. */
class ChartNetworkTest {

    @Test
    void the_metadata_addresses_are_cut_out_of_what_may_be_reached() {
        var policy = Chart.of("network.yaml").the(NetworkPolicy.class).getSpec();
        var blocks = policy.getEgress().get(2).getTo();

        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(blocks.get(0).getIpBlock().getExcept())
                .contains("10.0.0.0/8", "169.254.169.254/32", "100.100.100.200/32");
        assertThat(blocks.get(1).getIpBlock().getExcept()).contains("fd00:ec2::254/128");
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.0.0/16, true",
        "169.254.128.0/17, true",
        "169.254.169.252/30, true",
        "128.0.0.0/1, true",
        "169.254.0.0/17, false",
        "169.254.169.0/25, false",
        "10.0.0.0/8, false",
        "fd00::/8, true",
        "fd00:ec2::/32, true",
        "fc00::/7, true",
        "fd00:ec0::/30, true",
        "fd00:ec4::/30, false",
        "2000::/3, false",
        "fd00:ec2:1::/48, false"
    })
    void a_block_loses_the_addresses_that_it_holds(String block, boolean holds) {
        var values =
                "networkPolicy: {enabled: true, targets: [{to: [{ipBlock: {cidr: '%s'}}]}]}"
                        .formatted(block);
        var policy = Chart.of("sqlite.yaml", values).the(NetworkPolicy.class).getSpec();
        var ipBlock = policy.getEgress().get(1).getTo().getFirst().getIpBlock();

        assertThat(ipBlock.getCidr()).isEqualTo(block);
        assertThat(ipBlock.getExcept().stream().anyMatch(it -> it.contains("254/")))
                .isEqualTo(holds);
    }

    @Test
    void only_the_API_is_published() {
        var chart = Chart.of("published.yaml");

        assertThat(chart.the(Ingress.class).getSpec().getRules())
                .hasSize(2)
                .allSatisfy(rule ->
                        assertThat(rule.getHttp().getPaths())
                                .extracting(HTTPIngressPath::getPath)
                                .containsExactly("/api", "/problems"));
        assertThat(chart.the(HTTPRoute.class).getSpec().getRules().getFirst().getMatches())
                .extracting(it -> it.getPath().getValue())
                .containsExactly("/api", "/problems");
    }
}
