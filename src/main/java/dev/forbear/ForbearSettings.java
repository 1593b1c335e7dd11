package dev.forbear;

import dev.forbear.ForbearProperties.Defaults;
import dev.forbear.ForbearProperties.Overrides;
import dev.forbear.ForbearProperties.RetryOverrides;
import dev.forbear.engine.Controller;
import dev.forbear.secrets.SecretNames;
import dev.forbear.security.SecuritySettings;
import dev.forbear.targets.HttpSettings;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The properties, checked, and the values that hold for each controller. */
final class ForbearSettings {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.settings");

    /**
     * Above it the waits of two steps overlap: some second retries would come before some first.
     */
    private static final double JITTER_WITHOUT_OVERLAP = 1 / 3.0;

    /** What built-in controllers have of their own, over the defaults and below their sections. */
    private static final Map<String, Overrides> BUILT_IN =
            Map.of("http", Overrides.ofRetry(RetryOverrides.ofMaxAttempts(100)));

    private final ForbearProperties properties;

    private final StoreChoice store;

    private ForbearSettings(ForbearProperties properties, StoreChoice store) {
        this.properties = properties;
        this.store = store;
    }

    /**
     * @param service whether this is the service, and not part of somebody's application
     * @throws StartRefusedException if any value is out of its bounds, or a name is unknown; all
     *     that are are named
     */
    static ForbearSettings checked(
            ForbearProperties properties, Environment environment, boolean service) {
        var store = new StoreChoice(environment, properties.datasource());
        var found = SettingsCheck.findings(properties, environment);
        found.addAll(store.findings(service));
        if (!found.isEmpty()) {
            throw new StartRefusedException(found);
        }
        return new ForbearSettings(properties, store);
    }

    ForbearProperties properties() {
        return properties;
    }

    /** What the controller {@code http} is given. */
    HttpSettings http() {
        var masked = properties.security().maskedFields();
        return properties.http().settings(of("http").concurrency(), masked);
    }

    /** The names of what is secret in a spec. */
    SecretNames secretNames() {
        return new SecretNames(properties.security().maskedFields());
    }

    /** Where tasks are kept. */
    StoreChoice store() {
        return store;
    }

    /** The values that hold for the controller: its sections over the defaults. */
    Defaults of(String controller) {
        var values = properties.defaults();
        if (BUILT_IN.containsKey(controller)) {
            values = BUILT_IN.get(controller).over(values);
        }
        // the source that counts most comes first; an environment variable cannot hold a dash
        for (var section : sections(controller).reversed()) {
            values = section.over(values);
        }
        return values;
    }

    private List<Overrides> sections(String controller) {
        return properties.controllers().entrySet().stream()
                .filter(section -> plain(section.getKey()).equals(plain(controller)))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What the room {@code security} needs to know. */
    SecuritySettings security(boolean managementOnOwnPort, boolean standalone) {
        var keys = new TreeMap<String, SecuritySettings.Key>();
        properties
                .security()
                .keys()
                .forEach((name, key) ->
                        keys.put(name, new SecuritySettings.Key(key.sha256(), key.roles())));
        return new SecuritySettings(
                keys,
                properties.security().keysDir(),
                properties.security().openMetrics(),
                new SecuritySettings.Deployment(
                        properties.dataDir(), !store.isShared(), managementOnOwnPort, standalone));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Warns of what is legal and probably not meant. */
    void warn(Collection<Controller> controllers) {
        var names = controllers.stream().map(c -> plain(c.name())).toList();
        properties.controllers().keySet().stream()
                .filter(section -> !names.contains(plain(section)))
                .forEach(section ->
                        LOG.warn(
                                "forbear.controllers.{} is configured, but no controller of that"
                                        + " name is here; there are: {}",
                                section,
                                controllers.stream().map(Controller::name).sorted().toList()));
        if (properties.http().enabled()) {
            properties.http().warnings(of("http").concurrency()).forEach(LOG::warn);
        }
        for (var controller : controllers) {
            var jitter = controller.policy().jitter();
            if (jitter > JITTER_WITHOUT_OVERLAP) {
                LOG.warn(
                        "retry.jitter of controller {} is {}: above 0.33 the waits of successive"
                                + " attempts overlap",
                        controller.name(),
                        jitter);
            }
            ExceptionNames.warnings(controller.policy().notRetryable())
                    .forEach((name, why) ->
                            LOG.warn(
                                    "retry.not-retryable of controller {} names {}: {}",
                                    controller.name(),
                                    name,
                                    why));
        }
    }
}
