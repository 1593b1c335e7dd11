package dev.forbear.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.TreeMap;

/**
 * Reads one JSON value into a text that is the same for all texts that are equal as JSON: members
 * sorted, numbers by their value, strings without escapes.
 */
final class Canon {

    private static final int LONGEST_NUMBER = 1_000;
    private static final BigDecimal WHOLE = BigDecimal.valueOf(1_000_000_000_000_000_000L);

    /** The digest of an empty object. */
    static final String EMPTY_OBJECT = sha256("{}");

    /**
     * More values than a spec and the fields around it can have, since each takes two characters.
     * Beyond them nothing is kept: a body of 1 MiB could take 30 times as much.
     */
    private static final int MOST = Intake.LONGEST_SPEC / 2 + 16;

    private final JsonParser parser;
    private final Faults faults;
    private final StringBuilder out = new StringBuilder();
    private int values;

    Canon(JsonParser parser, Faults faults) {
        this.parser = parser;
        this.faults = faults;
    }

    /** The digest of a whole text; null if it is no JSON, or some that none of ours may be. */
    static @Nullable String digest(String json) {
        var faults = new Faults();
        try (var parser = Members.parser(json)) {
            if (parser.nextToken() == null) {
                return null;
            }
            var canon = new Canon(parser, faults);
            var digest = canon.digest();
            var whole = faults.isEmpty() && canon.values <= MOST && parser.nextToken() == null;
            return whole ? digest : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /**
     * Reads the parser's current value to its end, and returns the digest of its canonical text; of
     * one that is too long for a spec it is of no use.
     */
    String digest() {
        value(parser.currentToken());
        return sha256(out);
    }

    private void value(JsonToken token) {
        if (++values > MOST) {
            parser.skipChildren();
            return;
        }
        switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> string(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
            default -> out.append(token.asString()); // true, false, null
        }
    }

    private void object() {
        var members = new TreeMap<String, String>();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            var begin = out.length();
            string(name);
            out.append(':');
            value(parser.nextToken());
            if (values <= MOST && members.put(name, out.substring(begin)) != null) {
                fault("is given twice; give each member once");
            }
            out.setLength(begin);
        }
        out.append('{');
        members.values().forEach(member -> out.append(member).append(','));
        out.append('}');
    }

    private void array() {
        out.append('[');
        for (var token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            value(token);
            out.append(',');
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
        var wrong = Text.fault(text);
        if (wrong != null) {
            fault(wrong);
        }
    }

    private void number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            unreadable("has more than " + LONGEST_NUMBER + " digits; send it as a string");
            return;
        }
        try {
            var exact = new BigDecimal(text).stripTrailingZeros();
            var whole = exact.scale() <= 0 && exact.abs().compareTo(WHOLE) < 0;
            out.append(whole ? String.valueOf(exact.longValueExact()) : exact.toString());
        } catch (ArithmeticException | NumberFormatException _) {
            unreadable("has an exponent that is out of range; send it as a string");
        }
    }

    private void fault(String detail) {
        faults.add(pointer(), detail);
    }

    private void unreadable(String detail) {
        faults.addUnreadable(pointer(), detail);
    }

    private String pointer() {
        return parser.streamReadContext().pathAsPointer().toString();
    }

    static String sha256(CharSequence text) {
        try {
            var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
