package dev.forbear.breaking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.breaking.Plan.Planned;
import dev.forbear.breaking.check.FaultKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

class PlanTest {

    private static final Duration LEASE = Duration.ofSeconds(12);

    private static List<Planned> planned(String store, long seed, int n) {
        var plan = new Plan(FaultKind.of(store), 3, LEASE, seed);
        return Stream.generate(plan::next).limit(n).toList();
    }

    @Test
    void a_seed_brings_the_same_faults_in_the_same_order() {
        assertThat(planned("postgresql", 7, 100)).isEqualTo(planned("postgresql", 7, 100));
        assertThat(planned("postgresql", 7, 100)).isNotEqualTo(planned("postgresql", 8, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void each_kind_comes_once_before_one_comes_again(String store) {
        var kinds = FaultKind.of(store);

        assertThat(planned(store, 3, kinds.size()))
                .extracting(Planned::kind)
                .containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void all_replicas_have_their_turn() {
        assertThat(planned("postgresql", 5, 100))
                .extracting(Planned::replica)
                .contains(0, 1, 2)
                .allMatch(replica -> replica >= 0 && replica < 3);
    }

    @Test
    void a_frozen_process_sleeps_longer_than_a_lease() {
        assertThat(planned("postgresql", 9, 200))
                .filteredOn(fault -> fault.kind() == FaultKind.FREEZE)
                .isNotEmpty()
                .allMatch(fault -> fault.lasts().compareTo(LEASE) > 0);
    }

    @Test
    void what_one_store_cannot_suffer_is_not_done_to_it() {
        assertThat(FaultKind.of("sqlite"))
                .contains(FaultKind.KILL, FaultKind.DISK_FULL)
                .doesNotContain(FaultKind.SERVER_KILLED);
        assertThat(FaultKind.of("postgresql"))
                .contains(FaultKind.KILL, FaultKind.SERVER_KILLED)
                .doesNotContain(FaultKind.DISK_FULL);
    }
}
