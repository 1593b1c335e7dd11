package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.postgres.Pooler;
import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Replicas behind a pooler in transaction mode that nobody tells them of. */
@Tag("slow")
@Timeout(180)
class SharedPoolerTest extends SharedStoreContract {

    @TempDir private static Path folder;

    private final PostgresDatabase database = PostgresServer.shared().database();
    private Pooler pooler;

    @BeforeAll
    @Override
    void start() throws Exception {
        pooler = Pooler.before(database, folder);
        super.start();
    }

    @AfterAll
    @Override
    void end() {
        super.end();
        if (pooler != null) {
            pooler.close();
        }
        database.close();
    }

    @Override
    String[] properties() {
        return new String[] {
            "spring.datasource.url=" + pooler.url(),
            "spring.datasource.username=" + Pooler.USER,
            "spring.datasource.password=" + Pooler.PASSWORD,
            "forbear.datasource.migration.url=" + database.url()
        };
    }

    @Test
    void a_password_that_the_pooler_refuses_ends_the_start_and_names_the_property() {
        var properties = properties();
        properties[2] = "spring.datasource.password=s3cret";

        assertThatThrownBy(() -> SharedService.started(properties))
                .hasStackTraceContaining("StartRefusedException")
                .hasStackTraceContaining("spring.datasource.url names jdbc:postgresql:")
                .hasStackTraceContaining("authentication failed")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
    }
}
