package dev.forbear;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The AOT cache that the JVM was told to start from. Whether it did, the JVM tells in several lines
 * or not at all; here it is one.
 *
 * @param inUse what the JVM does not use it has not mapped
 */
record AotCache(String file, boolean inUse) {

    private static final Logger LOG = LoggerFactory.getLogger("forbear.start");
    private static final String OPTION = "-XX:AOTCache=";

    /**
     * @param options the JVM's
     * @param maps the process's {@code /proc/self/maps}
     * @return empty if there is no such option, or no telling
     */
    static Optional<AotCache> of(List<String> options, Path maps) {
        var named = options.reversed().stream().filter(it -> it.startsWith(OPTION)).findFirst();
        if (named.isEmpty() || !Files.isReadable(maps)) {
            return Optional.empty();
        }
        var file = Path.of(named.get().substring(OPTION.length())).toAbsolutePath().toString();
        try (var lines = Files.lines(maps)) {
            return Optional.of(new AotCache(file, lines.anyMatch(it -> it.endsWith(" " + file))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void tell() {
        if (inUse) {
            LOG.info("started from the AOT cache {}", file);
        } else {
            LOG.warn(
                    "not started from the AOT cache {}: an option of the JVM does not fit it"
                        + " (another heap, object or module layout, an agent), and the start took"
                        + " more than twice the CPU; -Xlog:aot:stderr says which",
                    file);
        }
    }
}
