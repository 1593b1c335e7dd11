package dev.forbear.store;

import org.sqlite.SQLiteDataSource;

/** Looks at a database file before anything is written to it. */
final class SqliteCheck {

    private SqliteCheck() {}

    static void check(SqliteFile file) {
        var source = new SQLiteDataSource(file.config());
        source.setUrl(file.url());
        new Migrations("sqlite").apply(source);
    }
}
