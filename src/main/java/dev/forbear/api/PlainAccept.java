package dev.forbear.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import java.util.Collections;
import java.util.Enumeration;

/** A request whose Accept is as if it were not there if it is empty: the scrape fails on one. */
final class PlainAccept extends HttpServletRequestWrapper {

    private final boolean empty;

    PlainAccept(HttpServletRequest request) {
        super(request);
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        this.empty = accept != null && accept.isBlank();
    }

    private boolean isHidden(String name) {
        return empty && HttpHeaders.ACCEPT.equalsIgnoreCase(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        var names = Collections.list(super.getHeaderNames());
        names.removeIf(this::isHidden);
        return Collections.enumeration(names);
    }
}
