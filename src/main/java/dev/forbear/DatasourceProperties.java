package dev.forbear;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The PostgreSQL database that several replicas share; what is left out of the first three is
 * {@code spring.datasource}'s if the URL is.
 *
 * @param url jdbc:postgresql://host:5432/database; without it tasks are kept in the data-dir
 * @param username the user
 * @param password the user's password
 * @param poolSize the most connections of a replica
 * @param pooler whether a pooler that gives a connection for a transaction only stands in between;
 *     null: as it is seen
 * @param migration who makes the tables at the start, if that is somebody else
 */
record DatasourceProperties(
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @DefaultValue("10") int poolSize,
        @Nullable Boolean pooler,
        @DefaultValue Migration migration) {

    /**
     * @param url the same database, if need be past the pooler; the datasource's if not set
     * @param username a user who may make tables; the datasource's if not set
     * @param password that user's password
     */
    record Migration(@Nullable String url, @Nullable String username, @Nullable String password) {

        boolean isSet() {
            return url != null || username != null || password != null;
        }

        /** Without the password, wherever it is logged. */
        @Override
        public String toString() {
            return "Migration[url=" + url + ", username=" + username + "]";
        }
    }

    /** Without the password, wherever it is logged. */
    @Override
    public String toString() {
        return "DatasourceProperties[url=" + url + ", username=" + username + "]";
    }
}
