/** HTTP in, JSON out; the classes are called Api so that controller never means MVC here. */
@NullMarked
package dev.forbear.api;

import org.jspecify.annotations.NullMarked;
