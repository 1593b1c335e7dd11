/** What is put beside the service's jar: a wall clock that can be set apart. */
@NullMarked
package dev.forbear.breaking.plugin;

import org.jspecify.annotations.NullMarked;
