package dev.forbear.targets;

import dev.forbear.secrets.MaskedJson;
import dev.forbear.secrets.SecretNames;
import dev.forbear.secrets.Secrets;

import org.springframework.util.StringUtils;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Gathers what a receiver's answer may repeat of a call and nobody may read. */
final class CallSecrets {

    /** Header values that say what is sent, and not who may send it. */
    private static final Set<String> OPEN = Set.of("content-type", "accept", "user-agent");

    // shorter ones would hide what is no secret
    private static final int SHORTEST_WHOLE = 4;
    private static final int SHORTEST_SECRET = 6;
    private static final int SHORTEST_WORD = 8;

    /** Of a path that a caller gave: most of its segments are no secrets. */
    private static final int SHORTEST_SEGMENT = 16;

    private final List<String> found = new ArrayList<>();

    private CallSecrets() {}

    static Secrets of(
            CallSpec spec, Target target, Map<String, String> headers, SecretNames names) {
        var secrets = new CallSecrets();
        headers.forEach(secrets::header);
        var url = target.reach().url();
        if (url.query() != null) {
            secrets.query(url.query());
        }
        secrets.path(url.path());
        if (target.configured()) {
            secrets.configured(url, spec.path() == null ? "" : spec.path());
        }
        if (spec.body() != null) {
            secrets.found.addAll(MaskedJson.of("body", spec.body().json(), names).secrets());
        }
        return new Secrets(secrets.found);
    }

    private void header(String name, String value) {
        if (!OPEN.contains(name.toLowerCase(Locale.ROOT))) {
            add(SHORTEST_SECRET, List.of(value), UnaryOperator.identity());
            add(SHORTEST_WORD, split(value, " "), UnaryOperator.identity());
        }
    }

    private void query(String query) {
        add(
                SHORTEST_SECRET,
                split(query, "[&=]"),
                text -> URLDecoder.decode(text, StandardCharsets.UTF_8));
    }

    private void path(String path) {
        add(SHORTEST_SEGMENT, split(path, "/"), CallSecrets::decoded);
    }

    /** Of a target's URL no more than the host is shown to anybody. */
    private void configured(WebUrl url, String given) {
        var query = url.query() == null ? "" : url.query();
        var whole = List.of(url.path() + "?" + query, url.path(), query);
        add(SHORTEST_WHOLE, whole, CallSecrets::decoded);
        var own = split(url.path(), "/").stream().filter(segment -> !given.contains(segment));
        add(SHORTEST_SECRET, own.toList(), CallSecrets::decoded);
    }

    private void add(int least, List<String> texts, UnaryOperator<String> decoded) {
        for (var text : texts) {
            if (text.length() >= least) {
                found.add(text);
                found.add(decoded.apply(text));
            }
        }
    }

    private static List<String> split(String text, String at) {
        return Arrays.asList(text.split(at));
    }

    private static String decoded(String text) {
        return StringUtils.uriDecode(text, StandardCharsets.UTF_8);
    }
}
