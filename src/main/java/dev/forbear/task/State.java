package dev.forbear.task;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Where a task stands; each state holds only the facts that are true in it. */
public sealed interface State {

    Kind kind();

    /** When the next attempt is due; null where none is. */
    default @Nullable Instant dueAt() {
        return null;
    }

    /**
     * Due now or later.
     *
     * @param leased true while the thread of a cancelled attempt still lives: not to be claimed
     *     before it ends
     */
    record Queued(Instant due, boolean leased) implements State {
        @Override
        public Kind kind() {
            return Kind.QUEUED;
        }

        @Override
        public Instant dueAt() {
            return due;
        }
    }

    /**
     * An attempt is under way.
     *
     * @param again when it runs once more, whatever becomes of this attempt; null if nothing was
     *     submitted meanwhile
     */
    record Running(@Nullable Instant again) implements State {
        @Override
        public Kind kind() {
            return Kind.RUNNING;
        }
    }

    /** Failed, will be retried. */
    record BackingOff(Instant due) implements State {
        @Override
        public Kind kind() {
            return Kind.BACKING_OFF;
        }

        @Override
        public Instant dueAt() {
            return due;
        }
    }

    record Succeeded() implements State {
        @Override
        public Kind kind() {
            return Kind.SUCCEEDED;
        }
    }

    record Failed(TerminalReason reason) implements State {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }

    /**
     * @param leased true while the thread of the cancelled attempt still lives
     */
    record Cancelled(boolean leased) implements State {
        @Override
        public Kind kind() {
            return Kind.CANCELLED;
        }
    }
}
