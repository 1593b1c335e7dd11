/** What a task is and which moves are legal: pure values, no clock, no I/O. */
@NullMarked
package dev.forbear.task;

import org.jspecify.annotations.NullMarked;
