package dev.forbear.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bodies: submissions with wrong members, JSON that is none, and bytes that are no text. */
final class HostileBodies {

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1e999",
                    "1E-999999999",
                    "99999999999999999999999",
                    "\"\"",
                    "\"x\"",
                    "\"demo\"",
                    "\"..\"",
                    "\"a/b\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"30s\"",
                    "\"PT1S\"",
                    "\"-5s\"",
                    "\"99999999999d\"",
                    "\"2026-01-01T00:00:00Z\"",
                    "\"+999999999-01-01T00:00:00Z\"",
                    "\"9999-12-31T23:59:59Z\"",
                    "[]",
                    "{}",
                    "[[[[]]]]",
                    "{\"a\":{\"a\":1,\"a\":2}}",
                    "NaN",
                    "01",
                    "'x'",
                    "\"\t\"",
                    "1.5",
                    "5");
    private static final List<String> FIELDS =
            List.of(
                    "key",
                    "spec",
                    "lane",
                    "notBefore",
                    "delay",
                    "deadline",
                    "maxAttempts",
                    "nothing",
                    "state",
                    "uid",
                    "Controller",
                    "controller",
                    "__proto__",
                    "",
                    "a/b~c");
    private static final List<String> SPECS =
            List.of(
                    "{\"failTimes\":1}",
                    "{\"failTimes\":\"x\"}",
                    "{\"failTimes\":-1}",
                    "{\"sleep\":\"soon\"}",
                    "{\"requeueAfter\":\"0s\"}",
                    "{\"terminal\":true}",
                    "{\"error\":\"Error\"}",
                    "[]",
                    "7",
                    "{\"failAlways\":true,\"error\":\"%s${x}\\n\\u001b[31m\"}",
                    "{\"target\":\"nope\"}",
                    "{\"url\":\"http://169.254.169.254/\"}",
                    "{\"url\":\"file:///etc/passwd\"}",
                    "{\"url\":\"http://[::1\"}");

    private final Random random;

    HostileBodies(Random random) {
        this.random = random;
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    byte[] of(String path) {
        return switch (random.nextInt(60)) {
            case 0 -> new byte[0];
            case 1 -> bytes();
            case 2 -> submission().getBytes(StandardCharsets.UTF_16);
            case 3 -> submission().getBytes(StandardCharsets.ISO_8859_1);
            case 4 -> "[".repeat(1 + random.nextInt(200_000)).getBytes(UTF_8);
            case 5 -> "{\"a\":".repeat(1 + random.nextInt(5_000)).getBytes(UTF_8);
            case 6 -> deep().getBytes(UTF_8);
            case 7 -> large().getBytes(UTF_8);
            case 8 -> ("\uFEFF" + submission()).getBytes(UTF_8);
            case 9 -> cut(submission()).getBytes(UTF_8);
            default -> path.contains("bulk") ? lines() : plain(path).getBytes(UTF_8);
        };
    }

    private String plain(String path) {
        return path.contains("/tasks") && !path.contains("/retry") ? submission() : form();
    }

    private String form() {
        return oneIn(2) ? "{}" : "{\"reason\":" + any(VALUES) + "}";
    }

    private byte[] bytes() {
        var bytes = new byte[random.nextInt(3_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String deep() {
        var depth = 90 + random.nextInt(30);
        return "{\"controller\":\"demo\",\"spec\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    private String large() {
        var size = random.nextInt(oneIn(2) ? 100_000 : 1_200_000);
        return "{\"controller\":\"demo\",\"spec\":{\"x\":\"" + "y".repeat(size) + "\"}}";
    }

    private String cut(String text) {
        return text.substring(0, random.nextInt(text.length()));
    }

    private String submission() {
        var members = new ArrayList<String>();
        if (!oneIn(15)) {
            members.add("\"controller\":" + (oneIn(8) ? any(VALUES) : controller()));
        }
        if (oneIn(2)) {
            members.add("\"key\":\"k:" + random.nextInt(40) + "\"");
        }
        if (oneIn(2)) {
            members.add("\"spec\":" + any(SPECS));
        }
        while (oneIn(3)) {
            members.add("\"" + any(FIELDS) + "\":" + any(VALUES));
        }
        var text = "{" + String.join(",", members) + "}";
        return oneIn(30) ? text + any(List.of("}", " x", ",", "\u0000", "{}")) : text;
    }

    private String controller() {
        return oneIn(5) ? "\"http\"" : "\"demo\"";
    }

    private byte[] lines() {
        var lines = new StringBuilder();
        for (var i = random.nextInt(30); i > 0; i--) {
            lines.append(oneIn(9) ? cut(submission()) : submission());
            lines.append(oneIn(12) ? "\r\n\r\n" : "\n");
        }
        if (oneIn(30)) {
            lines.append("z".repeat(300_000));
        }
        return lines.toString().getBytes(UTF_8);
    }
}
