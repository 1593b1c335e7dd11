package dev.forbear.bench.before;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * An in-memory queue of keys with the bug that is to be shown: a key that is added while it is at
 * work is enqueued at once, and a second time when it is done. Safe for use by many threads.
 */
final class TightQueue {

    private final ArrayDeque<String> entries = new ArrayDeque<>();
    private final Set<String> dirty = new HashSet<>();
    private boolean closed;

    synchronized void add(String key) {
        dirty.add(key);
        entries.addLast(key); // the bug: nobody asks whether the key is at work
        notifyAll();
    }

    /** The next key to work on. Blocks until there is one. */
    synchronized String take() throws InterruptedException {
        while (entries.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            throw new InterruptedException("the queue was closed");
        }
        return entries.removeFirst();
    }

    /** To be called when the work on a key has ended: what was added meanwhile comes again. */
    synchronized void done(String key) {
        if (dirty.remove(key)) {
            entries.addLast(key);
            notifyAll();
        }
    }

    synchronized int entries() {
        return entries.size();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
