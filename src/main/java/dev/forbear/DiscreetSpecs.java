package dev.forbear;

import dev.forbear.engine.Controller.Read;
import dev.forbear.engine.Controller.Specs;
import dev.forbear.engine.Controller.Violation;
import dev.forbear.secrets.SecretNames;
import dev.forbear.secrets.Secrets;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;

/** Specs of which no refusal, and nothing that their controller throws, repeats what is secret. */
final class DiscreetSpecs implements Specs {

    private final Specs specs;
    private final SecretNames names;

    DiscreetSpecs(Specs specs, SecretNames names) {
        this.specs = specs;
        this.names = names;
    }

    @Override
    public List<Violation> check(String json) {
        return read(json).violations();
    }

    @Override
    public Read read(String json) {
        try {
            var read = specs.read(json);
            return read.violations().isEmpty()
                    ? read
                    : new Read(told(read.violations(), Secrets.of(json, names)), read.lane());
        } catch (Throwable e) { // checked ones too: not each language makes a method declare them
            throw unchecked(Secrets.of(json, names).takenOutOf(e));
        }
    }

    private static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new UndeclaredThrowableException(thrown);
        };
    }

    private static List<Violation> told(List<Violation> violations, Secrets secrets) {
        return violations.stream()
                .map(it -> new Violation(it.pointer(), secrets.takenOutOf(it.detail())))
                .toList();
    }
}
