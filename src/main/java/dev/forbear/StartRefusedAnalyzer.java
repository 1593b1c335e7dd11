package dev.forbear;

import dev.forbear.security.SecuritySettingsException;
import dev.forbear.store.UnusableDataDirException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one block what stopped the start, without a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartRefusedAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var description = description(cause);
            if (description != null) {
                return new FailureAnalysis(
                        description, "Correct this and start again; nothing was changed.", failure);
            }
        }
        return null;
    }

    private static @Nullable String description(Throwable cause) {
        return switch (cause) {
            case StartRefusedException refused -> String.join("\n", refused.findings());
            case SecuritySettingsException _, UnusableDataDirException _ -> cause.getMessage();
            case BindException bind when bind.getName().toString().startsWith("forbear.") ->
                    unreadable(bind);
            default -> null;
        };
    }

    private static @Nullable String unreadable(BindException bind) {
        var property = bind.getProperty();
        if (property == null) {
            return null;
        }
        var name = property.getName().toString();
        var allowed =
                Bounds.of(name).map(Bounds::allowed).orElse("a " + bind.getTarget().getType());
        return "%s must be %s, was \"%s\" (%s)"
                .formatted(name, allowed, property.getValue(), property.getOrigin());
    }
}
