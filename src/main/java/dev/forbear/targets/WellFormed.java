package dev.forbear.targets;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Map;

/** Holds a spec to {@link CallRules}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = WellFormed.Validator.class)
@interface WellFormed {

    String message() default "must be a call";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Turns each finding into a violation that points to its field. */
    final class Validator implements ConstraintValidator<WellFormed, CallSpec> {

        private @Nullable Targets targets;

        /** Spring tells of them; without it a target is looked for when it is called. */
        @Autowired(required = false)
        void targets(Targets configured) {
            targets = configured;
        }

        @Override
        public boolean isValid(CallSpec spec, ConstraintValidatorContext context) {
            var findings = new ArrayList<>(CallRules.findings(spec));
            if (targets != null && spec.target() != null && !targets.has(spec.target())) {
                findings.add(new CallRules.Finding("target", null, targets.unknown()));
            }
            context.disableDefaultConstraintViolation();
            findings.forEach(finding -> violation(finding, context));
            return findings.isEmpty();
        }

        private static void violation(
                CallRules.Finding finding, ConstraintValidatorContext context) {
            var template = finding.message().replaceAll("[\\\\{}$]", "\\\\$0");
            var builder = context.buildConstraintViolationWithTemplate(template);
            if (finding.field().isEmpty()) {
                builder.addConstraintViolation();
                return;
            }
            if (finding.key() == null) {
                builder.addPropertyNode(finding.field()).addConstraintViolation();
                return;
            }
            builder.addPropertyNode(finding.field())
                    .addContainerElementNode("<map value>", Map.class, 1)
                    .inIterable()
                    .atKey(finding.key())
                    .addConstraintViolation();
        }
    }
}
