package dev.forbear.api;

import tools.jackson.core.JacksonException;

/** A text that is not JSON. Has no stack: it says what is wrong with an input, not with us. */
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message, null, false, false);
    }

    static MalformedException of(JacksonException e) {
        var where = e.getLocation();
        var place =
                where == null
                        ? ""
                        : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
        return new MalformedException("not JSON" + place + ": " + withoutAdvice(e));
    }

    /** Some messages end in advice to the programmer of the parser. */
    private static String withoutAdvice(JacksonException e) {
        var message = e.getOriginalMessage();
        var advice = message.indexOf("enable `");
        return (advice < 0 ? message : message.substring(0, advice)).replaceAll("[: (]+$", "");
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
