/** Where the doors are joined: the service's main class, its auto-configuration and properties. */
@NullMarked
package dev.forbear;

import org.jspecify.annotations.NullMarked;
