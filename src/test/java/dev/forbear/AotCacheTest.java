package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class AotCacheTest {

    private final Path maps;

    AotCacheTest(@TempDir Path folder) throws IOException {
        maps =
                Files.writeString(
                        folder.resolve("maps"),
                        """
                        83001000-84a48000 rw-p 00001000 fe:00 1234    /app/forbear.aot
                        7f0000000000-7f0000021000 rw-p 00000000 00:00 0
                        7f1000000000-7f1000021000 r-xp 00000000 fe:00 99   /lib/libjvm.so
                        """);
    }

    @Test
    void one_that_is_mapped_is_in_use() {
        assertThat(AotCache.of(List.of("-Xmx1g", "-XX:AOTCache=/app/forbear.aot"), maps))
                .contains(new AotCache("/app/forbear.aot", true));
    }

    @Test
    void one_that_is_not_mapped_is_not() {
        assertThat(AotCache.of(List.of("-XX:AOTCache=/app/other.aot"), maps))
                .contains(new AotCache("/app/other.aot", false));
    }

    @Test
    void the_last_option_counts() {
        var options = List.of("-XX:AOTCache=/app/forbear.aot", "-XX:AOTCache=/app/other.aot");

        assertThat(AotCache.of(options, maps)).contains(new AotCache("/app/other.aot", false));
    }

    @Test
    void without_the_option_or_where_nothing_tells_nothing_is_said() {
        assertThat(AotCache.of(List.of("-Xmx1g"), maps)).isEmpty();
        assertThat(AotCache.of(List.of("-XX:AOTCache=/app/forbear.aot"), Path.of("/nowhere")))
                .isEmpty();
    }
}
