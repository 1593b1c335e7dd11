package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.engine.StoreAwayException;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class MemoryTest {

    private final Memory memory = new Memory(new Memory.Size(8, 8, 1, Duration.ofMillis(1)));

    @Test
    void a_read_that_waits_too_long_for_those_before_it_says_that_the_store_is_away() {
        memory.task(() -> {
            assertThatThrownBy(() -> memory.task(() -> "second"))
                    .isInstanceOf(StoreAwayException.class)
                    .hasMessageContaining("wait for the store");
            return "first";
        });

        assertThat(memory.task(() -> "third")).isEqualTo("third");
    }

    @Test
    void what_is_refused_holds_nothing() {
        try (var most = memory.body();
                var none = memory.body()) {
            most.grow(6);
            assertThatThrownBy(() -> none.grow(3)).isInstanceOf(Refusal.class);
            none.grow(2);
        }
        try (var all = memory.body()) {
            all.grow(8);
        }
    }
}
