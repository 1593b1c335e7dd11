package dev.forbear.architecture.planted.api;

/** Planted: api knows SQL. */
public final class KnowsSql {
    java.sql.Connection it;
}
