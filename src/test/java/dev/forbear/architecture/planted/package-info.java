/**
 * Violations that the architecture's rules must catch; none of these packages is null-marked
 * either.
 */
package dev.forbear.architecture.planted;
