/**
 * How tasks move: claim, run, settle, give back, rescue; and the ports to the store and to one
 * attempt.
 */
@NullMarked
package dev.forbear.engine;

import org.jspecify.annotations.NullMarked;
