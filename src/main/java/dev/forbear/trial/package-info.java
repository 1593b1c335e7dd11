/**
 * A caller from outside, on the class path of the image because it needs no other: what {@code helm
 * test} runs against an installed service. It knows the REST interface and nothing of what is
 * behind it.
 */
@NullMarked
package dev.forbear.trial;

import org.jspecify.annotations.NullMarked;
