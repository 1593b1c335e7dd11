package dev.forbear.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

/** Holds the code to its rooms, and each rule to a violation that was planted for it. */
class ArchitectureTest {

    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                    .importPackages("dev.forbear");

    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("dev.forbear.architecture.planted");

    @ParameterizedTest
    @MethodSource("names")
    void the_code_keeps_the_rule(String name) {
        var result = new Rooms("dev.forbear").rules().get(name).evaluate(MAIN);

        assertThat(result.getFailureReport().getDetails()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void the_rule_catches_the_violation_that_is_planted_for_it(String name) {
        var result =
                new Rooms("dev.forbear.architecture.planted").rules().get(name).evaluate(PLANTED);

        assertThat(result.hasViolation()).as("rule %s", name).isTrue();
    }

    static Stream<String> names() {
        return new Rooms("dev.forbear").rules().keySet().stream();
    }
}
