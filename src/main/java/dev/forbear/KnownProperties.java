package dev.forbear;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds names below {@code forbear.} that nothing reads: a typing error must not be ignored. */
final class KnownProperties {

    /** What Kubernetes puts into each pod's environment for a Service that is named forbear. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "FORBEAR_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)");

    /** Promised names whose part is not there yet; the nearest name would mislead. */
    private static final Pattern NOT_YET =
            Pattern.compile(
                    "forbear\\.(defaults|controllers\\.[^.]+)\\.(laneconcurrency|brake\\..*)");

    private final List<String> names = new ArrayList<>();

    KnownProperties() {
        collect("forbear", ForbearProperties.class);
    }

    private void collect(String prefix, Class<?> type) {
        for (var component : type.getRecordComponents()) {
            var name = prefix + "." + dashed(component.getName());
            var nested = component.getType();
            if (nested == Map.class) {
                collectOrAdd(name + ".*", valueType(component));
            } else {
                collectOrAdd(name, nested);
            }
        }
    }

    private void collectOrAdd(String name, Class<?> type) {
        if (type.isRecord()) {
            collect(name, type);
        } else {
            names.add(name);
        }
    }

    private static Class<?> valueType(RecordComponent map) {
        return (Class<?>) ((ParameterizedType) map.getGenericType()).getActualTypeArguments()[1];
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** A line for each name that nothing reads. */
    List<String> findings(Environment environment) {
        var unknown = new TreeSet<String>();
        for (var source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                unknown(iterable).forEach(unknown::add);
            }
        }
        return List.copyOf(unknown);
    }

    private Stream<String> unknown(IterableConfigurationPropertySource source) {
        if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource environment) {
            return Stream.of(environment.getPropertyNames())
                    .filter(name -> name.toUpperCase(Locale.ROOT).startsWith("FORBEAR_"))
                    .filter(name -> !SERVICE_LINK.matcher(name.toUpperCase(Locale.ROOT)).matches())
                    .filter(name -> !knownVariable(name))
                    .map(name -> finding(name, name.toLowerCase(Locale.ROOT).replace('_', '.')));
        }
        return source.stream()
                .filter(name -> ConfigurationPropertyName.of("forbear").isAncestorOf(name))
                .map(ConfigurationPropertyName::toString)
                .filter(name -> !known(name))
                .map(name -> finding(name, name));
    }

    /** An element may be written without its dashes, in any case, and in brackets. */
    private boolean known(String name) {
        var plain = plain(name.replaceAll("\\[\\d+]$", "").replace("[", ".["));
        return names.stream()
                .anyMatch(known ->
                        plain.matches(
                                plain(known)
                                        .replace(".", "\\.")
                                        .replace("*", "([^.]+|\\[[^]]+])")));
    }

    /** A variable has an underscore for each dot and may have one for each dash. */
    private boolean knownVariable(String variable) {
        var squeezed =
                variable.toLowerCase(Locale.ROOT).replaceAll("_\\d+_?$", "").replace("_", "");
        return names.stream()
                .anyMatch(known ->
                        squeezed.matches(plain(known).replace(".", "").replace("*", "[a-z0-9]+")));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "");
    }

    private String finding(String name, String dotted) {
        if (NOT_YET.matcher(plain(dotted)).matches()) {
            return name + " is not available in this version; remove it";
        }
        return name + " is not a property of Forbear; the nearest is " + nearest(dotted);
    }

    private String nearest(String name) {
        return names.stream()
                .map(known -> filled(known, name))
                .min(Comparator.comparingInt(known -> distance(plain(known), plain(name))))
                .orElseThrow();
    }

    /** The known name with the given name's own words in place of the wildcards. */
    private static String filled(String known, String name) {
        var words = name.split("\\.", -1);
        var filled = known.split("\\.", -1);
        for (var i = 0; i < filled.length; i++) {
            if (filled[i].equals("*")) {
                filled[i] = i < words.length ? words[i] : "<name>";
            }
        }
        return String.join(".", filled);
    }

    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                var least = Math.min(diagonal + cost, Math.min(row[j], row[j - 1]) + 1);
                diagonal = row[j];
                row[j] = least;
            }
        }
        return row[b.length()];
    }
}
