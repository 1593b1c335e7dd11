/** What the author of a controller writes: the only Java API that Forbear promises. */
@NullMarked
package dev.forbear.reconciler;

import org.jspecify.annotations.NullMarked;
