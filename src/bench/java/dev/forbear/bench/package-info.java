/** What Forbear costs and does, measured from outside on the real service process. */
@NullMarked
package dev.forbear.bench;

import org.jspecify.annotations.NullMarked;
