package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;

class NameCacheTest {

    private final ArrayList<String> settings = new ArrayList<>();

    @Test
    void a_name_is_remembered_for_a_second() {
        NameCache.shorten(null, null, settings::add);

        assertThat(settings).containsExactly("1");
    }

    @Test
    void what_an_operator_has_set_stays() {
        NameCache.shorten("0", null, settings::add);
        NameCache.shorten(null, "60", settings::add);

        assertThat(settings).isEmpty();
    }
}
