package dev.forbear.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives each test method a queue of its own, on a temporary store, without keys and in virtual
 * time: a parameter or an {@code @Autowired} field of type {@link ForbearQueue}. Other beans of the
 * context can be had in the same two ways.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(ForbearExtension.class)
public @interface ForbearTest {

    /** The controllers under test, and configuration classes with what they need. */
    Class<?>[] value();

    /** Properties as {@code name=value}, as in {@code application.properties}. */
    String[] properties() default {};
}
