package dev.forbear.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forbear.task.TaskId;
import dev.forbear.task.Terms;
import dev.forbear.task.TraceParent;
import dev.forbear.task.When;
import dev.forbear.task.Wish;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A submission as a test says it: only what matters. */
record TestWish(
        String controller,
        String key,
        String spec,
        When due,
        @Nullable String lane,
        @Nullable Integer maxAttempts,
        @Nullable When deadline,
        @Nullable String usualLane,
        @Nullable TraceParent trace) {

    static TestWish of(String key) {
        return new TestWish("c", key, "{}", When.NOW, null, null, null, null, null);
    }

    /** As a part of the n-th of some spans. */
    TestWish under(int n) {
        return new TestWish(
                controller, key, spec, due, lane, maxAttempts, deadline, usualLane, span(n));
    }

    static @Nullable TraceParent span(int n) {
        return TraceParent.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b716920333" + n, n > 1);
    }

    TestWish to(String other) {
        return new TestWish(other, key, spec, due, lane, maxAttempts, deadline, usualLane, trace);
    }

    TestWish spec(String json) {
        return new TestWish(
                controller, key, json, due, lane, maxAttempts, deadline, usualLane, trace);
    }

    TestWish in(Duration delay) {
        return new TestWish(
                controller,
                key,
                spec,
                new When.After(delay),
                lane,
                maxAttempts,
                deadline,
                usualLane,
                trace);
    }

    TestWish at(Instant time) {
        return new TestWish(
                controller,
                key,
                spec,
                new When.At(time),
                lane,
                maxAttempts,
                deadline,
                usualLane,
                trace);
    }

    TestWish lane(String name) {
        return new TestWish(
                controller, key, spec, due, name, maxAttempts, deadline, usualLane, trace);
    }

    /** What the controller says, where no lane is given. */
    TestWish usualLane(String name) {
        return new TestWish(controller, key, spec, due, lane, maxAttempts, deadline, name, trace);
    }

    TestWish maxAttempts(int most) {
        return new TestWish(controller, key, spec, due, lane, most, deadline, usualLane, trace);
    }

    TestWish deadline(Duration after) {
        return deadline(new When.After(after));
    }

    TestWish deadline(When when) {
        return new TestWish(controller, key, spec, due, lane, maxAttempts, when, usualLane, trace);
    }

    TaskId id() {
        return new TaskId(controller, key);
    }

    Wish wish() {
        return new Wish(
                id(),
                UUID.nameUUIDFromBytes(key.getBytes(UTF_8)),
                new Terms.Spec(spec, spec),
                due,
                lane,
                maxAttempts,
                deadline,
                usualLane,
                trace);
    }
}
