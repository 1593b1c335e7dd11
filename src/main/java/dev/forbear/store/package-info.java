/** Where tasks rest: SQL, rows and the group commit. */
@NullMarked
package dev.forbear.store;

import org.jspecify.annotations.NullMarked;
