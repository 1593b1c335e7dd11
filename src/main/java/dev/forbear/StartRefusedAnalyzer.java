package dev.forbear;

import dev.forbear.security.SecuritySettingsException;
import dev.forbear.store.UnusableDataDirException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says in one block what stopped the start, without a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartRefusedAnalyzer implements FailureAnalyzer {

    private final Environment environment;

    StartRefusedAnalyzer(Environment environment) {
        this.environment = environment;
    }

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

    private @Nullable String description(Throwable cause) {
        return switch (cause) {
            case StartRefusedException refused -> String.join("\n", refused.findings());
            case SecuritySettingsException _, UnusableDataDirException _ -> cause.getMessage();
            case BindException bind when bind.getName().toString().startsWith("forbear.") ->
                    unreadable(bind);
            default -> null;
        };
    }

    /** All that is wrong, the unreadable ones first; the one alone if nothing else can be told. */
    private @Nullable String unreadable(BindException first) {
        var one = UnreadableProperties.line(first);
        try {
            var all = UnreadableProperties.findings(environment);
            return all.isEmpty() ? one : String.join("\n", all);
        } catch (RuntimeException _) {
            return one;
        }
    }
}
