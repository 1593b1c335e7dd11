package dev.forbear.observe;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.MDC;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes lines: the facts as key-values under {@code forbear.}, and, where the log is text, in the
 * message too, since text patterns commonly drop key-values. Safe for use by many threads.
 */
final class Printer {

    private final Map<Channel, Logger> loggers = new EnumMap<>(Channel.class);
    private final boolean text;

    /**
     * @param text whether somebody may read the messages alone
     */
    Printer(ILoggerFactory loggers, boolean text) {
        for (var channel : Channel.values()) {
            this.loggers.put(channel, loggers.getLogger(channel.logger()));
        }
        this.text = text;
    }

    boolean writes(Channel channel) {
        return logger(channel).isEnabledForLevel(channel.level());
    }

    /** At DEBUG the channel of attempts does not fold. */
    boolean writesAll(Channel channel) {
        return channel.logger().equals(Channel.ATTEMPT.logger())
                && logger(channel).isDebugEnabled();
    }

    void print(Line line) {
        var context = MDC.getCopyOfContextMap();
        if (context == null || context.keySet().stream().noneMatch(Pairs::ours)) {
            log(line);
            return;
        }
        // inside reconcile: a fact that is there twice makes the structured formats drop the line
        context.keySet().stream().filter(Pairs::ours).forEach(MDC::remove);
        try {
            log(line);
        } finally {
            MDC.setContextMap(context);
        }
    }

    private void log(Line line) {
        try {
            log(line, line.thrown());
        } catch (RuntimeException e) {
            if (line.thrown() == null) {
                throw e;
            }
            log(line, null); // a throwable that cannot be spelled must not cost the line
        }
    }

    private void log(Line line, @Nullable Throwable thrown) {
        var event = line.pairs().addedTo(logger(line.channel()).atLevel(line.channel().level()));
        if (thrown != null) {
            event = event.setCause(text ? Trace.harmless(thrown) : thrown);
        }
        if (text) {
            event.log(line.message() + " {}", line.pairs());
        } else {
            event.log(line.message());
        }
    }

    private Logger logger(Channel channel) {
        return Objects.requireNonNull(loggers.get(channel));
    }
}
