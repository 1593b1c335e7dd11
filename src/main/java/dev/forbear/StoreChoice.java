package dev.forbear;

import dev.forbear.store.PostgresPool.Access;
import dev.forbear.store.UnusableDatabaseException;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where the configuration wants tasks to be kept: in the data-dir, or in the PostgreSQL database
 * that {@code forbear.datasource} or else {@code spring.datasource} names.
 */
final class StoreChoice {

    private static final String OURS = "forbear.datasource.";
    private static final String SPRINGS = "spring.datasource.";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private final Environment environment;
    private final DatasourceProperties ours;

    StoreChoice(Environment environment, DatasourceProperties ours) {
        this.environment = environment;
        this.ours = ours;
    }

    /**
     * Ours stands over Spring's, also where it is empty: then Spring's is for something else. One
     * of Spring's that is of another kind is the application's own affair, or refused by {@link
     * #findings}.
     */
    private static @Nullable String section(Environment environment) {
        if (environment.containsProperty(OURS + "url")) {
            return isSet(environment, OURS) ? OURS : null;
        }
        var springs = environment.getProperty(SPRINGS + "url", "");
        return springs.startsWith(POSTGRESQL) ? SPRINGS : null;
    }

    private static boolean isSet(Environment environment, String section) {
        return !environment.getProperty(section + "url", "").isBlank();
    }

    /** For beans of a store that replicas share. */
    static final class Shared implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return section(context.getEnvironment()) != null;
        }
    }

    /** For beans of the embedded store. */
    static final class Embedded implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return section(context.getEnvironment()) == null;
        }
    }

    boolean isShared() {
        return section(environment) != null;
    }

    /**
     * What is wrong with it, a line each.
     *
     * @param service whether this is the service, in which Spring's datasource can only be meant
     *     for the tasks
     */
    List<String> findings(boolean service) {
        var found = new ArrayList<String>();
        check(found, OURS + "url", ours.url());
        check(found, OURS + "migration.url", ours.migration().url());
        if (!isShared()) {
            if (service && ours.url() == null && isSet(environment, SPRINGS)) {
                check(found, SPRINGS + "url", environment.getProperty(SPRINGS + "url"));
            }
            if (ours.username() != null || ours.password() != null || ours.migration().isSet()) {
                found.add(
                        OURS
                                + "url is not set, but other properties of forbear.datasource are:"
                                + " set it to jdbc:postgresql://host:5432/database, or remove"
                                + " them");
            }
        }
        return found;
    }

    private static void check(List<String> found, String property, @Nullable String url) {
        if (url != null && !url.isBlank() && !url.startsWith(POSTGRESQL)) {
            found.add(
                    property
                            + " must begin with jdbc:postgresql:// (tasks are kept in PostgreSQL,"
                            + " or in forbear.data-dir without it), was "
                            + withoutSecrets(url));
        }
    }

    /** Why the start is refused, with the properties that say otherwise. */
    String refusal(UnusableDatabaseException e) {
        var section = Objects.requireNonNull(section(environment), "the store is not shared");
        var who = section + "username and " + section + "password";
        return section
                + "url names "
                + withoutSecrets(access().url())
                + ": "
                + e.getMessage()
                + " (see "
                + (hasOwnMigration() ? who + ", " + OURS + "migration.*" : who)
                + ")";
    }

    /** Where the queue works. */
    Access access() {
        var section = Objects.requireNonNull(section(environment), "the store is not shared");
        return new Access(
                environment.getProperty(section + "url", ""),
                environment.getProperty(section + "username"),
                environment.getProperty(section + "password"),
                ours.pooler());
    }

    /** Where the tables are made. */
    Access migration() {
        var main = access();
        var own = ours.migration();
        return new Access(
                or(own.url(), main.url()),
                or(own.username(), main.username()),
                or(own.password(), main.password()),
                own.url() == null ? main.pooler() : null);
    }

    boolean hasOwnMigration() {
        return ours.migration().isSet();
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return isShared() ? withoutSecrets(access().url()) : "the data-dir";
    }

    private static <T extends @Nullable Object> T or(@Nullable T own, T base) {
        return own == null ? base : own;
    }

    /** A JDBC URL can carry a password behind its question mark. */
    static String withoutSecrets(String url) {
        var parameters = url.indexOf('?');
        var plain = parameters < 0 ? url : url.substring(0, parameters) + "?…";
        return plain.replaceAll("//[^/@]*@", "//…@");
    }
}
