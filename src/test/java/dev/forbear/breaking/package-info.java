/**
 * Tries to break the service: starts it as processes, gives it work, does faults at random, and
 * holds what was seen from outside against what is promised.
 */
@NullMarked
package dev.forbear.breaking;

import org.jspecify.annotations.NullMarked;
