/** What was seen from outside while the service was being broken, and what must be true of it. */
@NullMarked
package dev.forbear.breaking.check;

import org.jspecify.annotations.NullMarked;
