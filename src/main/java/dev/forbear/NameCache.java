package dev.forbear;

import org.jspecify.annotations.Nullable;

import java.security.Security;
import java.util.function.Consumer;

/**
 * How long the JVM remembers what a name resolves to. Its own 30 s would let calls go to an address
 * that a name has left half a minute ago; with none at all each of a thousand calls a second would
 * ask the name server.
 */
final class NameCache {

    /** In seconds. */
    private static final String PROPERTY = "networkaddress.cache.ttl";

    private static final String SECONDS = "1";

    private NameCache() {}

    /** To be called before any name is looked up; what an operator has set stays. */
    static void shorten() {
        shorten(
                Security.getProperty(PROPERTY),
                System.getProperty("sun.net.inetaddr.ttl"),
                seconds -> Security.setProperty(PROPERTY, seconds));
    }

    /**
     * @param old what the system property of old says, which counts where the other is not set
     */
    static void shorten(@Nullable String set, @Nullable String old, Consumer<String> setting) {
        if (set == null && old == null) {
            setting.accept(SECONDS);
        }
    }
}
