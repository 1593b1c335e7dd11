/** When a failed task runs again: the backoff, and spring-retry around one reconcile call. */
@NullMarked
package dev.forbear.retry;

import org.jspecify.annotations.NullMarked;
