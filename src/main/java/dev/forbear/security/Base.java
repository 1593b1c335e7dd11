package dev.forbear.security;

import jakarta.servlet.http.HttpServletRequest;

/** Where our paths begin for who calls: below a context path, a servlet's, a proxy's prefix. */
final class Base {

    /** Spring Boot's name for it. */
    private static final String SERVLET = "dispatcherServlet";

    private Base() {}

    static String of(HttpServletRequest request) {
        var application = request.getServletContext();
        var context = request.getContextPath();
        var servlet = application.getServletRegistration(SERVLET);
        var below = servlet == null ? "" : prefix(servlet.getMappings());
        // as it was sent, and with two slashes it would be another host
        return (context.startsWith("//") ? application.getContextPath() : context) + below;
    }

    private static String prefix(Iterable<String> mappings) {
        for (var mapping : mappings) {
            if (mapping.endsWith("/*")) {
                return mapping.substring(0, mapping.length() - 2);
            }
        }
        return "";
    }
}
