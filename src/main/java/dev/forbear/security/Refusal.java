package dev.forbear.security;

import org.springframework.security.authorization.AuthorizationResult;

import java.util.Set;
import java.util.stream.Collectors;

/** Why a caller who is known may not do what he asked for. */
sealed interface Refusal extends AuthorizationResult {

    Problem problem();

    @Override
    default boolean isGranted() {
        return false;
    }

    record RoleMissing(Route route, Caller caller) implements Refusal {
        @Override
        public Problem problem() {
            return Problem.forbidden(
                    "%s needs the role %s; the key '%s' has %s"
                            .formatted(
                                    route,
                                    words(route.audience().roles(), " or "),
                                    caller.getName(),
                                    words(caller.roles(), ", ")));
        }
    }

    record RouteUnknown() implements Refusal {
        @Override
        public Problem problem() {
            return Problem.noSuchRoute(
                    "there is nothing at this path; /api/v1/openapi.yaml lists what there is");
        }
    }

    record MethodWrong(String allowed) implements Refusal {
        @Override
        public Problem problem() {
            return Problem.methodNotAllowed("this path answers to " + allowed);
        }
    }

    private static String words(Set<Role> roles, String between) {
        return roles.isEmpty()
                ? "none"
                : roles.stream().sorted().map(Role::word).collect(Collectors.joining(between));
    }
}
