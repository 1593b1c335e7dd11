package dev.forbear.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** No test that kills processes would notice: what they wrote is the kernel's by then. */
class SqliteFileTest extends SqliteScene {

    /** See "pragma synchronous" of SQLite's documentation. */
    private static final String FULL = "2";

    @Test
    void each_commit_is_synced_before_it_is_answered() throws Exception {
        try (var writer = file.writer()) {
            assertThat(setting(writer, "synchronous")).isEqualTo(FULL);
            assertThat(setting(writer, "journal_mode")).isEqualTo("wal");
        }
    }

    private static String setting(SqliteSession session, String name) throws Exception {
        return session.one("pragma " + name, row -> row.getString(1));
    }
}
