package dev.forbear.api;

import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Writes a problem for what Tomcat itself refuses before any servlet is asked. */
public final class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        var status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            var uri = request.getRequestURI();
            response.setContentType("application/problem+json");
            response.getOutputStream()
                    .write(ServiceErrors.body(status, uri == null ? "" : uri, base(request)));
            response.finishResponse();
        } catch (IOException | IllegalStateException _) {
            // the client is gone, or the answer has begun: there is nobody to tell
        }
    }

    /** What was not understood, or is outside of its path, has no application: it has the one. */
    private String base(Request request) {
        if (request.getContext() != null) {
            return Base.of(request);
        }
        var applications = getContainer().findChildren();
        return applications.length == 1 && applications[0] instanceof Context application
                ? Base.of(application.getServletContext())
                : "";
    }
}
