/** A real PostgreSQL server for tests. */
@NullMarked
package dev.forbear.postgres;

import org.jspecify.annotations.NullMarked;
