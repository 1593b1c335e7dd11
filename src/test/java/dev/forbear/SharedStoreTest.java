package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.postgres.PostgresDatabase;
import dev.forbear.postgres.PostgresServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas that reach the database directly, and those that may not. */
@Tag("slow")
@Timeout(180)
class SharedStoreTest extends SharedStoreContract {

    private final PostgresDatabase database = PostgresServer.shared().database();

    @Override
    String[] properties() {
        return new String[] {"spring.datasource.url=" + database.url()};
    }

    @AfterAll
    @Override
    void end() {
        super.end();
        database.close();
    }

    @Test
    void without_a_key_the_start_is_refused_and_names_the_property() {
        assertThatThrownBy(() ->
                        SharedService.startedWithoutKey("forbear.datasource.url=" + database.url()))
                .rootCause()
                .hasMessageContaining("forbear.security.keys");
    }

    @Test
    void a_user_that_does_not_exist_ends_the_start_and_names_the_property() {
        var url = database.url().replace("user=postgres", "");

        assertThatThrownBy(() ->
                        SharedService.started(
                                "forbear.datasource.url=" + url,
                                "forbear.datasource.username=nobody",
                                "forbear.datasource.password=s3cret"))
                .hasStackTraceContaining("StartRefusedException")
                .hasStackTraceContaining("forbear.datasource.url names jdbc:postgresql:")
                .hasStackTraceContaining("nobody")
                .hasStackTraceContaining("forbear.datasource.password")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
    }
}
