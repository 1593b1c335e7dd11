/** The controller that is measured: it fails as its spec says and keeps a record of its calls. */
@NullMarked
package dev.forbear.bench.probe;

import org.jspecify.annotations.NullMarked;
