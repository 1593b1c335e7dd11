package dev.forbear;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

import java.util.ArrayList;
import java.util.List;

/**
 * Says what is wrong with the properties where one of them cannot be read: binding stops at the
 * first, here it goes on without.
 */
final class UnreadableProperties implements BindHandler {

    private static final Bindable<ForbearProperties> PROPERTIES =
            Bindable.of(ForbearProperties.class);

    private final List<String> found = new ArrayList<>();

    private UnreadableProperties() {}

    /** A line for each property that cannot be read, is out of its bounds or unknown. */
    static List<String> findings(Environment environment) {
        var handler = new UnreadableProperties();
        var properties = Binder.get(environment).bindOrCreate("forbear", PROPERTIES, handler);
        handler.found.addAll(SettingsCheck.findings(properties, environment));
        return handler.found;
    }

    @Override
    public @Nullable Object onFailure(
            ConfigurationPropertyName name,
            Bindable<?> target,
            BindContext context,
            Exception error)
            throws Exception {
        var property = context.getConfigurationProperty();
        if (property == null) {
            throw error;
        }
        found.add(line(property, target));
        return null; // as if it were not given
    }

    /** A line for the property that the exception names; null if it names none. */
    static @Nullable String line(BindException e) {
        var property = e.getProperty();
        return property == null ? null : line(property, e.getTarget());
    }

    private static String line(ConfigurationProperty property, Bindable<?> target) {
        var name = property.getName().toString();
        var allowed = Bounds.of(name).map(Bounds::allowed).orElse("a " + target.getType());
        return "%s must be %s, was \"%s\" (%s)"
                .formatted(name, allowed, property.getValue(), property.getOrigin());
    }
}
