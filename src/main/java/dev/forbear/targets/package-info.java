/** The built-in controllers, written like any user's. */
@NullMarked
package dev.forbear.targets;

import org.jspecify.annotations.NullMarked;
