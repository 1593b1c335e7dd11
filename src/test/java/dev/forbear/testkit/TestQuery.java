package dev.forbear.testkit;

import dev.forbear.engine.Query;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;

import org.jspecify.annotations.Nullable;

/** A query as a test says it: all tasks, but for what it names. */
record TestQuery(
        @Nullable String controller,
        @Nullable Kind state,
        @Nullable String lane,
        @Nullable TerminalReason reason,
        @Nullable String fingerprint,
        @Nullable String keyPrefix) {

    static final TestQuery ALL = new TestQuery(null, null, null, null, null, null);

    TestQuery of(String name) {
        return new TestQuery(name, state, lane, reason, fingerprint, keyPrefix);
    }

    TestQuery in(Kind kind) {
        return new TestQuery(controller, kind, lane, reason, fingerprint, keyPrefix);
    }

    TestQuery lane(String name) {
        return new TestQuery(controller, state, name, reason, fingerprint, keyPrefix);
    }

    TestQuery reason(TerminalReason why) {
        return new TestQuery(controller, state, lane, why, fingerprint, keyPrefix);
    }

    TestQuery fingerprint(String print) {
        return new TestQuery(controller, state, lane, reason, print, keyPrefix);
    }

    TestQuery keyPrefix(String prefix) {
        return new TestQuery(controller, state, lane, reason, fingerprint, prefix);
    }

    Query page(int limit, @Nullable String cursor) {
        return new Query(controller, state, lane, reason, fingerprint, keyPrefix, limit, cursor);
    }
}
