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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
                    "forbear\\.(defaults|controllers\\.[^.]+)\\.(lane\\.?concurrency|brake\\..*)");

    private final List<String> names = new ArrayList<>();

    /** Those among the names that hold several values and may have an index. */
    private final Set<String> lists = new HashSet<>();

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
            if (type == List.class) {
                lists.add(name);
            }
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
                    .map(this::findingOfVariable);
        }
        return source.stream()
                .filter(name -> ConfigurationPropertyName.of("forbear").isAncestorOf(name))
                .map(ConfigurationPropertyName::toString)
                .filter(name -> !known(name))
                .map(name -> finding(name, name, nearest(name)));
    }

    /** An element may be written without its dashes, in any case, and in brackets. */
    private boolean known(String name) {
        var plain = plain(name.replace("[", ".["));
        return names.stream().anyMatch(known -> plain.matches(pattern(known)));
    }

    private String pattern(String known) {
        return plain(known).replace(".", "\\.").replace("*", "([^.]+|\\[[^]]+])")
                + (lists.contains(known) ? "(\\.\\[\\d+])?" : "");
    }

    /** A variable has an underscore for each dot, and one for each dash of a name or for none. */
    private boolean knownVariable(String variable) {
        var words = variable.toLowerCase(Locale.ROOT);
        return names.stream().anyMatch(known -> words.matches(patternOfVariable(known)));
    }

    /** Of a header, which ends a name, the underscores stand for dashes. */
    private String patternOfVariable(String known) {
        return Stream.of(known.replace('-', '_'), known.replace("-", ""))
                .map(form -> form.replace('.', '_').replaceAll("\\*$", ".+"))
                .map(form -> form.replace("*", "[^_]+"))
                .collect(Collectors.joining("|", "(", lists.contains(known) ? ")(_\\d+_?)?" : ")"));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "");
    }

    private String findingOfVariable(String name) {
        var dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
        var nearest = plain(nearest(dotted)).replace('.', '_').toUpperCase(Locale.ROOT);
        return finding(name, dotted, nearest);
    }

    private static String finding(String name, String dotted, String nearest) {
        if (NOT_YET.matcher(plain(dotted)).matches()) {
            return name + " is not available in this version; remove it";
        }
        return name + " is not a property of Forbear; the nearest is " + nearest;
    }

    private String nearest(String name) {
        var words = List.of(name.split("\\.", -1));
        return names.stream()
                .flatMap(known -> filled(List.of(known.split("\\.")), words))
                .min(Comparator.comparingInt(known -> distance(plain(known), plain(name))))
                .orElseThrow();
    }

    /**
     * The known name with the given name's own words in place of the wildcards. One of them may
     * stand for several words: a variable of {@code send-mail} is often written {@code SEND_MAIL}.
     */
    private static Stream<String> filled(List<String> known, List<String> words) {
        var surplus = words.size() - known.size();
        var joined =
                IntStream.range(0, known.size())
                        .filter(at -> surplus > 0 && known.get(at).equals("*"))
                        .mapToObj(at -> filledOne(known, joined(words, at, at + surplus + 1)));
        return Stream.concat(Stream.of(filledOne(known, words)), joined);
    }

    private static List<String> joined(List<String> words, int from, int to) {
        var joined = new ArrayList<>(words.subList(0, from));
        joined.add(String.join("", words.subList(from, to)));
        joined.addAll(words.subList(to, words.size()));
        return joined;
    }

    private static String filledOne(List<String> known, List<String> words) {
        var filled = new ArrayList<>(known);
        for (var i = 0; i < filled.size(); i++) {
            if (filled.get(i).equals("*")) {
                filled.set(i, i < words.size() ? words.get(i) : "<name>");
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
