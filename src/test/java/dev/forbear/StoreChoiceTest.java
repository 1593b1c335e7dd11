package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.store.PostgresPool.Access;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.util.HashMap;
import java.util.Map;

/** Which properties say where tasks are kept. */
class StoreChoiceTest {

    private final Map<String, Object> file = new HashMap<>();

    private StoreChoice choice() {
        var environment = new StandardEnvironment();
        environment.getPropertySources().remove("systemEnvironment");
        environment.getPropertySources().remove("systemProperties");
        environment.getPropertySources().addLast(new MapPropertySource("file", file));
        ConfigurationPropertySources.attach(environment);
        var properties = Binder.get(environment).bindOrCreate("forbear", ForbearProperties.class);
        return new StoreChoice(environment, properties.datasource());
    }

    private void spring(String url) {
        file.put("spring.datasource.url", url);
        file.put("spring.datasource.username", "ann");
        file.put("spring.datasource.password", "s3cret");
    }

    @Test
    void without_a_url_it_is_the_data_dir() {
        assertThat(choice().isShared()).isFalse();
        assertThat(choice().findings(true)).isEmpty();
    }

    @Test
    void springs_datasource_will_do() {
        spring("jdbc:postgresql://db/x");

        assertThat(choice().isShared()).isTrue();
        assertThat(choice().findings(true)).isEmpty();
        assertThat(choice().access())
                .isEqualTo(new Access("jdbc:postgresql://db/x", "ann", "s3cret", null));
        assertThat(choice().hasOwnMigration()).isFalse();
    }

    @Test
    void forbears_own_stands_over_it_as_a_whole() {
        spring("jdbc:postgresql://db/x");
        file.put("forbear.datasource.url", "jdbc:postgresql://own/y");
        file.put("forbear.datasource.pooler", "true");

        assertThat(choice().access())
                .isEqualTo(new Access("jdbc:postgresql://own/y", null, null, true));
    }

    @Test
    void tables_can_be_made_by_somebody_else_and_past_the_pooler() {
        spring("jdbc:postgresql://pooler/x");
        file.put("forbear.datasource.pooler", "true");
        file.put("forbear.datasource.migration.username", "owner");
        assertThat(choice().hasOwnMigration()).isTrue();
        assertThat(choice().migration())
                .isEqualTo(new Access("jdbc:postgresql://pooler/x", "owner", "s3cret", true));

        file.put("forbear.datasource.migration.url", "jdbc:postgresql://db/x");
        assertThat(choice().migration().pooler()).as("as it is seen").isNull();
        assertThat(choice().migration().url()).isEqualTo("jdbc:postgresql://db/x");
    }

    @Test
    void another_database_of_an_application_is_its_own_affair() {
        spring("jdbc:h2:mem:x");

        assertThat(choice().isShared()).isFalse();
        assertThat(choice().findings(false)).isEmpty();
        assertThat(choice().findings(true)).hasSize(1);
    }

    @Test
    void an_empty_url_leaves_springs_to_the_application() {
        spring("jdbc:postgresql://db/x");
        file.put("forbear.datasource.url", "");

        assertThat(choice().isShared()).isFalse();
        assertThat(choice().findings(true)).isEmpty();
    }

    @Test
    void no_password_is_shown() {
        spring("jdbc:postgresql://db/x");
        file.put("forbear.datasource.password", "s3cret");
        file.put("forbear.datasource.migration.password", "s3cret");

        assertThat(choice().access().toString()).doesNotContain("s3cret");
        assertThat(choice().toString()).isEqualTo("jdbc:postgresql://db/x");
        assertThat(choice().migration().toString()).doesNotContain("s3cret");
        var properties =
                new DatasourceProperties(
                        null,
                        null,
                        "s3cret",
                        10,
                        false,
                        new DatasourceProperties.Migration(null, null, "s3cret"));
        assertThat(properties.toString()).doesNotContain("s3cret");
        assertThat(StoreChoice.withoutSecrets("jdbc:postgresql://db/x?user=a&password=s3cret"))
                .isEqualTo("jdbc:postgresql://db/x?…");
    }
}
