package dev.forbear.security;

import java.util.Locale;

/** Why a call was not authenticated; the label of the counter, and what the caller reads. */
enum Failure {
    MISSING("no key was sent: send the header 'Authorization: Bearer fbr_…'"),
    IN_QUERY(
            "a key in the query string is not accepted, since logs and proxies keep it: send the"
                    + " header 'Authorization: Bearer fbr_…', and replace this key"),
    SEVERAL("there is more than one Authorization header: send one"),
    MALFORMED(
            "the Authorization header is not of the form 'Bearer <key>', where the key is "
                    + KeyForm.WORDS),
    UNKNOWN("this key is not, or no longer, known here");

    private final String detail;

    Failure(String detail) {
        this.detail = detail;
    }

    String detail() {
        return detail;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
