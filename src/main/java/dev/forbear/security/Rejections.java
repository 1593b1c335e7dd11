package dev.forbear.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

import java.io.IOException;

/** Answers what Spring Security's firewall refuses: tricks with paths, methods and headers. */
final class Rejections implements RequestRejectedHandler {

    @Override
    public void handle(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestRejectedException rejected)
            throws IOException {
        // Not the exception's message: it repeats what was sent.
        Problem.badRequest(
                        "the method, the path or a header has a form that is not accepted: methods"
                            + " are GET, HEAD, POST and DELETE; a path has no '//', ';', '\\', '.'"
                            + " or '..' segment, encoded '/', '.', '%' or control character (in a"
                            + " key write ':' where you would write '/')")
                .write(request, response);
    }
}
