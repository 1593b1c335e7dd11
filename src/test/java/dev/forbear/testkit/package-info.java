/**
 * What the author of a controller tests it with: a queue on a temporary store, in virtual time, and
 * assertions on its tasks.
 */
@NullMarked
package dev.forbear.testkit;

import org.jspecify.annotations.NullMarked;
