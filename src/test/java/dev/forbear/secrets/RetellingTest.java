package dev.forbear.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What becomes of an exception that says what is secret. */
class RetellingTest {

    private static final Secrets SECRETS = new Secrets(List.of("hunter2", "java.io"));

    private static String printed(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void causes_and_suppressed_ones_are_told_without_and_with_their_classes_and_frames() {
        var inner = new IOException("pw=hunter2");
        inner.addSuppressed(new IllegalStateException("again hunter2"));
        var thrown = new RuntimeException("login failed", inner);
        thrown.addSuppressed(new IOException("on close", new IOException("by hunter2")));

        var told = SECRETS.takenOutOf(thrown);

        assertThat(printed(told)).isEqualTo(printed(thrown).replace("hunter2", "***"));
        assertThat(told.getCause()).hasMessage("pw=***");
        assertThat(told.getStackTrace()).isEqualTo(thrown.getStackTrace());
    }

    @Test
    void what_holds_none_is_thrown_as_it_was() {
        var thrown = new RuntimeException("no", new IOException("nor here"));

        assertThat(SECRETS.takenOutOf(thrown)).isSameAs(thrown);
        assertThat(new Secrets(List.of()).takenOutOf(thrown)).isSameAs(thrown);
    }

    @Test
    void an_error_stays_one() {
        assertThat(SECRETS.takenOutOf(new AssertionError("hunter2")))
                .isInstanceOf(MaskedError.class)
                .hasToString("java.lang.AssertionError: ***")
                .hasMessage("***");
        assertThat(SECRETS.takenOutOf(new Exception("hunter2")))
                .isInstanceOf(MaskedException.class);
    }

    @Test
    void a_circle_has_an_end() {
        var a = new RuntimeException("a");
        var b = new RuntimeException("b", a);
        a.initCause(b);
        assertThat(SECRETS.takenOutOf(a)).isSameAs(a);
        b.addSuppressed(new IOException("hunter2"));

        assertThat(printed(SECRETS.takenOutOf(a))).doesNotContain("hunter2").contains("***");
    }

    @Test
    void what_is_too_much_to_be_looked_through_is_left_out() {
        Throwable deep = new IOException("hunter2");
        for (var i = 0; i < 10_000; i++) {
            deep = new RuntimeException("level", deep);
        }
        assertThat(printed(SECRETS.takenOutOf(deep))).doesNotContain("hunter2");

        var longest = new IOException("x".repeat(3_999) + "hunter2");
        assertThat(SECRETS.takenOutOf(longest)).hasMessage("x".repeat(3_999) + "h…");
    }

    /** Its methods are a controller's own. */
    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("hunter2");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        @Override
        public synchronized Throwable getCause() {
            throw new AssertionError("hunter2");
        }
    }

    @Test
    void one_that_cannot_be_read_is_told_as_such() {
        assertThat(SECRETS.takenOutOf(new Hostile()))
                .hasToString(Hostile.class.getName())
                .hasMessage("its message cannot be read")
                .hasNoCause();
    }

    /** Says it otherwise than by its message. */
    private static final class Own extends Exception {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("OverrideThrowableToString") // as controllers' own do
        public String toString() {
            return "Own[hunter2]";
        }
    }

    @Test
    void one_that_spells_itself_in_its_own_way_is_told_in_that() {
        assertThat(SECRETS.takenOutOf(new Own())).hasToString("Own[***]").hasMessage(null);
    }
}
