package dev.forbear.security;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a logger writes while this is open: level, message and key-values in one line. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    LogLines(String logger) {
        this.logger = (Logger) LoggerFactory.getLogger(logger);
        setContext(this.logger.getLoggerContext());
        start();
        this.logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        var line = new StringBuilder().append(event.getLevel()).append(' ');
        line.append(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs()
                    .forEach(it -> line.append(' ').append(it.key).append('=').append(it.value));
        }
        if (event.getThrowableProxy() != null) {
            line.append(' ').append(event.getThrowableProxy().getMessage());
        }
        lines.add(line.toString());
    }

    List<String> all() {
        return List.copyOf(lines);
    }

    List<String> warnings() {
        return lines.stream().filter(line -> line.startsWith(Level.WARN + " ")).toList();
    }

    void forget() {
        lines.clear();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
