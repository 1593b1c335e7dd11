package dev.forbear.api;

import dev.forbear.engine.Query;
import dev.forbear.engine.TaskStore.Stored;
import dev.forbear.engine.Workqueue;
import dev.forbear.task.Kind;
import dev.forbear.task.TerminalReason;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerResponse;

import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists tasks, page by page. */
final class ListApi {

    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    /** Read from the store at a time. */
    private static final int CHUNK = 50;

    /** A page ends early when it has so many bytes; the last chunk can double it. */
    private static final int LARGEST = 4 * 1024 * 1024;

    private final Workqueue queue;
    private final Views views;

    private record Listed(List<Stored> items, @Nullable String next) {}

    ListApi(Workqueue queue) {
        this.queue = queue;
        this.views = new Views(queue);
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        Routes.ROOT + "/tasks",
                        this::list,
                        "controller",
                        "state",
                        "lane",
                        "reason",
                        "fingerprint",
                        "keyPrefix",
                        "limit",
                        "cursor"));
    }

    private ServerResponse list(Call call) {
        var query = query(call);
        if (query.cursor() == null) {
            refuseUnknown(query.controller());
        }
        return call.large(Memory.PAGE, () -> Answers.page(page(query, call)));
    }

    /** One that no node has any more is known as long as it has tasks. */
    private void refuseUnknown(@Nullable String controller) {
        var controllers = queue.controllers();
        if (controller != null
                && !controllers.isLive(controller)
                && !queue.tallies().containsKey(controller)) {
            throw ControllersApi.unknown("controller", controller, controllers.live());
        }
    }

    private static Query query(Call call) {
        return new Query(
                checked(call, "controller", Names::faultOfController),
                named(call, "state", Kind.values()),
                checked(call, "lane", Names::faultOfLabel),
                named(call, "reason", TerminalReason.values()),
                checked(call, "fingerprint", ListApi::faultOfFingerprint),
                checked(call, "keyPrefix", Names::faultOfPrefix),
                call.whole("limit", USUAL, 1, MOST),
                call.parameter("cursor"));
    }

    private static @Nullable String faultOfFingerprint(String text) {
        var hex = text.chars().allMatch(c -> HexFormat.isHexDigit(c));
        return hex && text.length() == 12
                ? null
                : "must be the 12 hex digits of an error's fingerprint";
    }

    private static @Nullable String checked(
            Call call, String name, Function<String, @Nullable String> rule) {
        var text = call.parameter(name);
        var fault = text == null ? null : rule.apply(text);
        if (fault != null) {
            throw Refusal.parameter(name, fault);
        }
        return text;
    }

    private static <E extends Enum<E>> @Nullable E named(Call call, String name, E[] values) {
        var text = call.parameter(name);
        if (text == null) {
            return null;
        }
        var names = Stream.of(values).map(Enum::name).toList();
        if (!names.contains(text)) {
            throw Refusal.parameter(
                    name,
                    "must be one of " + String.join(", ", names) + ", was " + Faults.shown(text));
        }
        return values[names.indexOf(text)];
    }

    /**
     * Reads in chunks, so that a page of large specs never is in memory as a whole. A short chunk
     * is one that the store ended early, having looked at enough.
     */
    private Page page(Query query, Call call) {
        var page = new Page();
        var view = views.ofPage();
        var next = query.cursor();
        while (true) {
            var limit = Math.min(CHUNK, query.limit() - page.items());
            var chunk = chunk(query, limit, next);
            chunk.items().forEach(stored -> page.item(view.apply(call.shown(stored))));
            next = chunk.next();
            var full = page.items() == query.limit() || page.length() > LARGEST;
            if (next == null || chunk.items().size() < limit || full) {
                return page.end(next);
            }
        }
    }

    private Listed chunk(Query q, int limit, @Nullable String cursor) {
        try {
            var page =
                    queue.list(
                            new Query(
                                    q.controller(),
                                    q.state(),
                                    q.lane(),
                                    q.reason(),
                                    q.fingerprint(),
                                    q.keyPrefix(),
                                    limit,
                                    cursor));
            return new Listed(page.items(), page.next());
        } catch (IllegalArgumentException _) {
            throw Refusal.parameter(
                    "cursor", "must be the nextCursor of a page with the same other parameters");
        }
    }
}
