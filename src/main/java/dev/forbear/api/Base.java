package dev.forbear.api;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Where our paths begin for who calls: below a context path, a servlet's, a proxy's prefix. */
final class Base {

    /** Spring Boot's name for it. */
    private static final String SERVLET = "dispatcherServlet";

    private Base() {}

    /** Of the request that this thread answers; empty where there is none. */
    static String here() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes it
                ? of(it.getRequest())
                : "";
    }

    static String of(HttpServletRequest request) {
        var application = request.getServletContext();
        var context = request.getContextPath();
        // as it was sent, and with two slashes it would be another host
        return context.startsWith("//") ? of(application) : context + below(application);
    }

    static String of(ServletContext application) {
        return application.getContextPath() + below(application);
    }

    private static String below(ServletContext application) {
        var servlet = application.getServletRegistration(SERVLET);
        return servlet == null ? "" : prefix(servlet.getMappings());
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
