package dev.forbear.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;

import dev.forbear.engine.TaskEvent;
import dev.forbear.task.Failure;
import dev.forbear.task.TerminalReason;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.slf4j.MDC;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of a service in virtual time, written by a Logback of its own. */
final class TestLog {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pattern FOLDED = Pattern.compile(" folded=(\\d+) ");

    final LoggerContext context = new LoggerContext();
    final EventMeters meters = new EventMeters(new SimpleMeterRegistry());
    final Folding folding;
    final EventLog log;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong(1);

    private TestLog(Encoder<ILoggingEvent> encoder, boolean text) {
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.putObject(Environment.class.getName(), new MockEnvironment());
        encoder.setContext(context);
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(out);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        var printer = new Printer(context, text);
        folding = new Folding(nanos::get, printer, name -> meters.of(name).folded.increment());
        log = new EventLog(printer, folding);
    }

    static TestLog text() {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern("%level %logger : %msg%n%ex{full}");
        return new TestLog(encoder, true);
    }

    static TestLog ecs() {
        var encoder = new StructuredLogEncoder();
        encoder.setFormat("ecs");
        return new TestLog(encoder, false);
    }

    void on(TaskEvent event) {
        log.on(event);
    }

    /** Time passes, and the seconds are ticked. */
    void pass(Duration time) {
        for (var left = time; left.isPositive(); left = left.minusSeconds(1)) {
            turn(left.compareTo(SECOND) < 0 ? left : SECOND);
            folding.tick();
        }
    }

    /** Time passes, and nobody ticks. */
    void turn(Duration time) {
        var _ = nanos.addAndGet(time.toNanos());
    }

    long millis() {
        return nanos.get() / 1_000_000;
    }

    String written() {
        return out.toString(UTF_8);
    }

    /** The physical lines so far. */
    List<String> lines() {
        return written().lines().toList();
    }

    /** The physical lines since the last call. */
    List<String> newLines() {
        var lines = lines();
        out.reset();
        return lines;
    }

    /** So many attempts of tasks that fail alike. */
    void fail(int times, String fingerprint) {
        for (var i = 0; i < times; i++) {
            on(TaskLife.demo().fails(failure(fingerprint)));
        }
    }

    /** So many tasks that end alike. */
    void end(int times, String fingerprint) {
        for (var i = 0; i < times; i++) {
            on(TaskLife.demo().givesUp(failure(fingerprint), TerminalReason.ATTEMPTS_EXHAUSTED));
        }
    }

    static Failure failure(String fingerprint) {
        return new Failure("E", "of " + fingerprint, fingerprint, null);
    }

    /** Those that are no summaries. */
    static List<String> single(List<String> lines) {
        return lines.stream().filter(line -> !line.contains(" folded=")).toList();
    }

    /** What the summaries count. */
    static long folded(List<String> lines) {
        return lines.stream()
                .map(FOLDED::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }
}
