/** What of a JSON text only some may see, and how it is taken out of other texts. */
@NullMarked
package dev.forbear.secrets;

import org.jspecify.annotations.NullMarked;
