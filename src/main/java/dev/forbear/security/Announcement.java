package dev.forbear.security;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.web.context.WebApplicationContext;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Says at the end of the start where the service is and where its admin key lies; never the key.
 */
final class Announcement implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger("forbear.security");

    private final @Nullable AdminKey key;

    /** With no key, since others are configured, nothing is said. */
    Announcement(@Nullable AdminKey key) {
        this.key = key;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        var context = event.getApplicationContext();
        var server = context instanceof WebServerApplicationContext web ? web.getWebServer() : null;
        if (key != null && server != null) {
            log.info(text(key, url(context, server.getPort())));
        }
    }

    private static String text(AdminKey key, String url) {
        var where = "\n\n    Forbear answers at " + url + "\n    The admin key ";
        if (!key.present()) {
            return where + "is the one that was in " + key.file() + "\n";
        }
        return where
                + "is in "
                + key.file()
                + "\n    curl -s -H \"Authorization: Bearer $(cat "
                + quoted(key.file().toString())
                + ")\" "
                + url
                + "/controllers\n";
    }

    private static String url(ApplicationContext context, int port) {
        var server = context.getBeanProvider(ServerProperties.class).getIfUnique();
        var secure = server != null && Ssl.isEnabled(server.getSsl());
        var host = host(server == null ? null : server.getAddress());
        return (secure ? "https" : "http") + "://" + host + ":" + port + base(context) + "/api/v1";
    }

    private static String base(ApplicationContext context) {
        var servlet = context.getBeanProvider(DispatcherServletPath.class).getIfUnique();
        var servletContext = ((WebApplicationContext) context).getServletContext();
        return (servletContext == null ? "" : servletContext.getContextPath())
                + (servlet == null ? "" : servlet.getPrefix());
    }

    private static String host(@Nullable InetAddress bound) {
        if (bound == null
                || bound.isAnyLocalAddress()
                || bound.equals(InetAddress.getLoopbackAddress())) {
            return "localhost";
        }
        var address = bound.getHostAddress();
        return bound instanceof Inet6Address ? "[" + address + "]" : address;
    }

    /** For a shell, inside double quotes' {@code $( )}. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9._/+@-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
