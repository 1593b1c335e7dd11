/** Keys, roles, and who may call what. */
@NullMarked
package dev.forbear.security;

import org.jspecify.annotations.NullMarked;
