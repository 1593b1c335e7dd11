/** The tight loop that Forbear replaces, kept small enough to be seen at a glance. */
@NullMarked
package dev.forbear.bench.before;

import org.jspecify.annotations.NullMarked;
