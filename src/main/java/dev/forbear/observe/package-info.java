/** What an operator sees: log lines and their folding, metrics, health, the actuator endpoint. */
@NullMarked
package dev.forbear.observe;

import org.jspecify.annotations.NullMarked;
