package dev.forbear.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

/**
 * The schema's versions. Named one by one and read through this class: nothing is searched for, so
 * that they are found in a nested jar and inside somebody else's application alike.
 */
final class Migrations implements ResourceProvider {

    static final String HISTORY = "forbear_schema_history";

    static final Migrations SQLITE =
            new Migrations(
                    "sqlite", "V1__tables.sql", "V2__idempotency.sql", "V3__traceparent.sql");
    static final Migrations POSTGRESQL =
            new Migrations("postgresql", "V1__tables.sql", "V2__traceparent.sql");

    private final String folder;
    private final List<String> files;

    /**
     * @param dialect the folder below {@code db}
     */
    private Migrations(String dialect, String... files) {
        this.folder = "db/" + dialect + "/";
        this.files = List.of(files);
    }

    /** The newest version that this Forbear knows. */
    int newest() {
        return files.size();
    }

    void apply(DataSource database) {
        configured(database).load().migrate();
    }

    /** In a schema that may hold somebody else's tables already. */
    void applyBesideOthers(DataSource database) {
        configured(database).baselineOnMigrate(true).baselineVersion("0").load().migrate();
    }

    private FluentConfiguration configured(DataSource database) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .table(HISTORY)
                .resourceProvider(this)
                .javaMigrationClassProvider(List::of)
                .outputQueryResults(false); // SQLite has some for an "alter table"
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return files.stream()
                .filter(file -> name.equals(folder + file))
                .map(this::resource)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return files.stream()
                .filter(file -> file.startsWith(prefix))
                .filter(file -> List.of(suffixes).stream().anyMatch(file::endsWith))
                .map(this::resource)
                .toList();
    }

    private LoadableResource resource(String file) {
        return new Script(folder + file);
    }

    private static final class Script extends LoadableResource {
        private final String path;

        Script(String path) {
            this.path = path;
        }

        @Override
        public Reader read() {
            var in = Migrations.class.getClassLoader().getResourceAsStream(path);
            return new InputStreamReader(
                    Objects.requireNonNull(in, path + " is not on the class path"),
                    StandardCharsets.UTF_8);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
