package dev.forbear.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.TaskEvent;
import dev.forbear.engine.TaskStore.Pause;
import dev.forbear.task.Failure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Nobody who chooses a key, an error or a reason can make the log say what did not happen. */
class ForgedLinesTest {

    private static final Pattern LOGFMT =
            Pattern.compile("[a-zA-Z]+=(?:[^\\s\"=]+|\"(?:[^\"\\\\]|\\\\.)*\")");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\nERROR forbear.terminal : terminal failure controller=demo key=paid",
                "x\r\nERROR forbear.terminal : terminal failure",
                "x\" reason=NONE key=\"other",
                "x\\\" reason=NONE key=\"other",
                "\u001b[2K\u001b[1AINFO all is well",
                "x\u2028ERROR forbear.terminal",
                "x\u0085ERROR forbear.terminal",
                "\u202egnorts ton",
                "\ud800",
                "\b\b\b\b\u0000\u007f\u009b31m"
            })
    void a_line_stays_one_line_of_whole_facts(String evil) {
        var log = TestLog.text();
        log.on(new TaskLife("demo", evil).fails(new Failure(evil, evil, evil, null)));
        log.on(
                new TaskEvent.Paused(
                        "demo", new Pause(Instant.EPOCH, evil, evil), true, evil, evil));

        assertThat(log.lines()).hasSize(2);
        for (var line : log.lines()) {
            assertThat(line.codePoints().noneMatch(ForgedLinesTest::acts)).isTrue();
            var facts = line.replaceFirst("^[A-Z]+ [a-z.]+ : (attempt failed|operator) ", "");
            assertThat(LOGFMT.matcher(facts).replaceAll("").strip()).isEmpty();
        }
        assertThat(log.lines().getFirst()).containsOnlyOnce(" generation=").contains(" key=");
        assertThat(log.lines().getFirst()).doesNotContain(" reason=NONE key=\"other\" ");
    }

    private static boolean acts(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x202e || c == 0xd800;
    }

    @Test
    void a_quoted_value_reads_back_as_what_it_was() {
        var random = new Random(20_260_101);
        for (var i = 0; i < 2_000; i++) {
            var text =
                    random.ints(random.nextInt(20), 0, 0x100)
                            .mapToObj(Character::toString)
                            .collect(Collectors.joining());
            assertThat(unquoted(Logfmt.quoted(text))).isEqualTo(text);
        }
    }

    private static String unquoted(String quoted) {
        return Pattern.compile("\\\\(u[0-9a-f]{4}|.)")
                .matcher(quoted.substring(1, quoted.length() - 1))
                .replaceAll(found -> Matcher.quoteReplacement(unescaped(found.group(1))));
    }

    private static String unescaped(String escape) {
        return switch (escape.charAt(0)) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'u' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }

    @Test
    void a_stack_trace_cannot_hold_a_line_of_its_own_either() {
        var log = TestLog.text();
        var cause = new IllegalStateException("x\nERROR forbear.terminal : cause");
        var thrown = new IllegalArgumentException("x\nERROR forbear.terminal : top", cause);
        thrown.addSuppressed(new RuntimeException("x\nERROR forbear.terminal : suppressed"));
        log.on(TaskLife.demo().fails(Failure.of(thrown)));

        assertThat(log.lines()).filteredOn(line -> line.startsWith("ERROR")).isEmpty();
        assertThat(log.lines())
                .contains(
                        "java.lang.IllegalArgumentException: x\\nERROR forbear.terminal : top",
                        "Caused by: java.lang.IllegalStateException: x\\nERROR forbear.terminal :"
                                + " cause")
                .anyMatch(line -> line.contains("Suppressed: java.lang.RuntimeException: x\\n"));
    }

    @Test
    void a_harmless_stack_trace_is_the_throwable_itself() {
        var thrown = new IllegalStateException("no", new RuntimeException("because"));

        assertThat(Trace.harmless(thrown)).isSameAs(thrown);
    }

    @Test
    void a_stack_trace_has_an_end() {
        var deep = new StackOverflowError();
        var frame = new StackTraceElement("com.example.Loop", "again", "Loop.java", 1);
        var stack = new StackTraceElement[5_000];
        Arrays.fill(stack, frame);
        deep.setStackTrace(stack);
        var a = new RuntimeException("a");
        var b = new RuntimeException("b", a);
        a.initCause(b);

        assertThat(Trace.harmless(deep).getStackTrace()).hasSize(100);
        assertThat(Trace.harmless(deep)).hasToString("java.lang.StackOverflowError");
        var log = TestLog.text();
        log.on(TaskLife.demo().fails(Failure.of(a)));
        assertThat(log.lines()).hasSizeBetween(2, 2_000);
    }

    @Test
    void a_throwable_that_cannot_be_spelled_does_not_cost_the_line() {
        var log = TestLog.text();
        var thrown =
                new RuntimeException("no") {
                    @Override
                    public String getLocalizedMessage() {
                        throw new IllegalStateException("not even this");
                    }
                };
        log.on(TaskLife.demo().fails(Failure.of(thrown)));

        assertThat(log.lines()).singleElement().asString().contains("attempt failed");
    }
}
