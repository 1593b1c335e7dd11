package dev.forbear.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void a_header_of_version_00_is_read_as_it_is() {
        var text = "00-" + TRACE + "-" + SPAN + "-01";

        var parent = TraceParent.of(text);

        assertThat(parent.value()).isEqualTo(text).hasToString(parent.toString());
        assertThat(parent.traceId()).isEqualTo(TRACE);
        assertThat(parent.spanId()).isEqualTo(SPAN);
        assertThat(parent.sampled()).isTrue();
    }

    @Test
    void only_the_last_bit_of_the_flags_says_that_it_is_sampled() {
        assertThat(TraceParent.of("00-" + TRACE + "-" + SPAN + "-03").sampled()).isTrue();
        assertThat(TraceParent.of("00-" + TRACE + "-" + SPAN + "-02").sampled()).isFalse();
        assertThat(TraceParent.of("00-" + TRACE + "-" + SPAN + "-00").sampled()).isFalse();
    }

    @Test
    void a_tracers_numbers_become_one() {
        assertThat(TraceParent.of(TRACE, SPAN, true).value())
                .isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        assertThat(TraceParent.of("8448eb211c80319c", SPAN, false).value())
                .as("a trace of 64 bits")
                .isEqualTo("00-00000000000000008448eb211c80319c-" + SPAN + "-00");
        assertThat(TraceParent.of("", "", false)).as("of a tracer that does nothing").isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-zz-zz-zz",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c b7ad6b7169203331-01",
            })
    void what_has_another_form_is_none(String text) {
        assertThat(TraceParent.of(text)).isNull();
    }

    @Test
    void one_of_another_form_cannot_be_made() {
        assertThatThrownBy(() -> new TraceParent("x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
    }
}
