package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds the Java code of the documentation to code that is compiled and run, and its links to
 * files.
 */
class DocsTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    record Block(Path page, String code) {
        @Override
        public String toString() {
            return page.getFileName() + ": " + code.strip().lines().findFirst().orElse("");
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void each_java_block_stands_in_the_tests(Block block) throws IOException {
        var wanted = lines(block.code());
        try (var files = Files.walk(Path.of("src/test/java/com/example"))) {
            var found =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .anyMatch(file ->
                                    Collections.indexOfSubList(lines(read(file)), wanted) >= 0);

            assertThat(found).as(block.code()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void each_link_leads_somewhere(Path page) {
        var links = LINK.matcher(read(page)).results().map(link -> link.group(1)).toList();

        assertThat(links).allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }

    @Test
    void authors_are_told_the_driver_that_the_build_takes() {
        var driver = Pattern.compile("<sqlite-jdbc.version>.*?</sqlite-jdbc.version>");
        var taken = driver.matcher(read(Path.of("pom.xml")));
        assertThat(taken.find()).isTrue();

        assertThat(read(Path.of("docs/adding-a-controller.md"))).contains(taken.group());
    }

    static Stream<Block> blocks() throws IOException {
        return pages().flatMap(page ->
                JAVA.matcher(read(page)).results().map(match -> new Block(page, match.group(1))));
    }

    static Stream<Path> pages() throws IOException {
        try (var docs = Files.walk(Path.of("docs"))) {
            var pages = docs.filter(file -> file.toString().endsWith(".md")).toList();
            return Stream.concat(
                    pages.stream(),
                    Stream.of("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md")
                            .map(Path::of));
        }
    }

    private static List<String> lines(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
