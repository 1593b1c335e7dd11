package dev.forbear;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this process is called where people look at several. */
final class ThisProcess {

    private ThisProcess() {}

    /** Its machine's or pod's name, and its number there. */
    static String name() {
        return host() + ":" + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown"; // a name that resolves to nothing
        }
    }
}
