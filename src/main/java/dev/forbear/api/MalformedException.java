package dev.forbear.api;

import tools.jackson.core.JacksonException;

import java.util.List;
import java.util.regex.Pattern;

/** A text that is not JSON. Has no stack: it says what is wrong with an input, not with us. */
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What stands there without its quotes may be a secret, and the place is said. */
    private static final Pattern TOKEN = Pattern.compile("(?<=^Unrecognized token) '[^']*'");

    MalformedException(String message) {
        super(message, null, false, false);
    }

    /**
     * @param text that was read; where it is one line, which may be one of many, the line is not
     *     said
     */
    static MalformedException of(JacksonException e, String text) {
        var where = e.getLocation();
        var line =
                where == null || text.indexOf('\n') < 0 ? "" : "line " + where.getLineNr() + ", ";
        var place = where == null ? "" : " at " + line + "column " + where.getColumnNr();
        return new MalformedException("not JSON" + place + ": " + withoutAdvice(e));
    }

    /** Some messages end in advice to the programmer, or in a place that the parser hides. */
    private static String withoutAdvice(JacksonException e) {
        var message = TOKEN.matcher(e.getOriginalMessage()).replaceFirst("");
        for (var end : List.of(": enable `", " (enable `", " (start marker", " [Source")) {
            var at = message.indexOf(end);
            message = at < 0 ? message : message.substring(0, at);
        }
        return message;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
