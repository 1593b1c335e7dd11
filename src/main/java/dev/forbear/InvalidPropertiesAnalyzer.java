package dev.forbear;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import java.util.stream.Collectors;

/** Says in one block which property stopped the start, and what it may be. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidPropertiesAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPropertiesException invalid) {
                return analysis(
                        invalid.findings().stream().collect(Collectors.joining("\n")), failure);
            }
            if (cause instanceof BindException bind
                    && bind.getName().toString().startsWith("forbear.")) {
                return unreadable(bind, failure);
            }
        }
        return null;
    }

    private static @Nullable FailureAnalysis unreadable(BindException bind, Throwable failure) {
        var property = bind.getProperty();
        if (property == null) {
            return null;
        }
        var name = property.getName().toString();
        var allowed =
                Bounds.of(name).map(Bounds::allowed).orElse("a " + bind.getTarget().getType());
        return analysis(
                name
                        + " must be "
                        + allowed
                        + ", was \""
                        + property.getValue()
                        + "\" ("
                        + property.getOrigin()
                        + ")",
                failure);
    }

    private static FailureAnalysis analysis(String description, Throwable failure) {
        return new FailureAnalysis(
                description, "Correct the configuration and start again.", failure);
    }
}
