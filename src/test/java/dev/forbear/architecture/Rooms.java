package dev.forbear.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.jspecify.annotations.NullMarked;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rooms of the house, each with the packages that it may touch, as rules for any root package.
 */
final class Rooms {

    private static final String[] EVERYWHERE = {"java..", "org.jspecify.annotations.."};

    private final String root;

    Rooms(String root) {
        this.root = root;
    }

    /** The rules by name: one for each room, and those that hold in all. */
    Map<String, ArchRule> rules() {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.put("reconciler", mayTouch("reconciler"));
        rules.put("task", mayTouch("task"));
        rules.put("engine", mayTouch("engine", in("task")));
        rules.put(
                "retry",
                mayTouch(
                        "retry",
                        in("engine"),
                        in("task"),
                        in("reconciler"),
                        "org.springframework.retry..",
                        "org.slf4j.."));
        rules.put(
                "store",
                mayTouch(
                        "store",
                        in("engine"),
                        in("task"),
                        "javax.sql..",
                        "com.zaxxer.hikari..",
                        "org.sqlite..",
                        "org.postgresql..",
                        "org.flywaydb..",
                        "org.slf4j.."));
        rules.put(
                "api",
                mayNotTouch(
                        "api",
                        in("store"),
                        in("retry"),
                        in("observe"),
                        in("security"),
                        in("targets")));
        rules.put(
                "observe",
                mayNotTouch(
                        "observe",
                        in("store"),
                        in("retry"),
                        in("api"),
                        in("security"),
                        in("targets")));
        rules.put(
                "security",
                mayNotTouch(
                        "security",
                        in("store"),
                        in("retry"),
                        in("api"),
                        in("observe"),
                        in("targets"),
                        in("engine")));
        rules.put(
                "targets",
                mayNotTouch(
                        "targets",
                        in("store"),
                        in("retry"),
                        in("api"),
                        in("observe"),
                        in("security"),
                        in("engine"),
                        in("task")));
        rules.put("secrets", mayTouch("secrets", "tools.jackson.."));
        rules.put("trial", mayTouch("trial", "tools.jackson.."));
        rules.put("cycles", slices().matching(root + ".(*)..").should().beFreeOfCycles());
        rules.put("only retry knows spring-retry", only("retry", "org.springframework.retry.."));
        rules.put(
                "only store knows SQL",
                only(
                        "store",
                        "java.sql..",
                        "javax.sql..",
                        "com.zaxxer.hikari..",
                        "org.postgresql..",
                        "org.sqlite.."));
        rules.put("time and chance are injected", injected());
        rules.put("every package is null-marked", nullMarked());
        return rules;
    }

    private String in(String room) {
        return root + "." + room + "..";
    }

    private ArchRule mayTouch(String room, String... others) {
        var allowed = new ArrayList<>(List.of(EVERYWHERE));
        allowed.add(in(room));
        allowed.addAll(List.of(others));
        return classes()
                .that()
                .resideInAPackage(in(room))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .allowEmptyShould(true);
    }

    private ArchRule mayNotTouch(String room, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(in(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true);
    }

    private ArchRule only(String room, String... packages) {
        return noClasses()
                .that(are(not(resideInAnyPackage(in(room), root))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true);
    }

    private ArchRule injected() {
        return noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .allowEmptyShould(true);
    }

    private static ArchRule nullMarked() {
        return classes()
                .should(
                        new ArchCondition<JavaClass>("stand in a package that is @NullMarked") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                var marked =
                                        Stream.of(item.getPackage()).anyMatch(Rooms::isNullMarked);
                                events.add(
                                        new SimpleConditionEvent(
                                                item,
                                                marked,
                                                item.getPackageName() + " is not @NullMarked"));
                            }
                        })
                .allowEmptyShould(true);
    }

    private static boolean isNullMarked(JavaPackage of) {
        return of.isAnnotatedWith(NullMarked.class);
    }
}
