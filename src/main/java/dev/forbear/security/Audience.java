package dev.forbear.security;

import java.util.EnumSet;
import java.util.Set;

/** Who may call a route. */
enum Audience {
    ANYBODY,
    SUBMITTERS(Role.SUBMITTER, Role.OPERATOR, Role.ADMIN),
    TASK_READERS(Role.VIEWER, Role.SUBMITTER, Role.OPERATOR, Role.ADMIN),
    READERS(Role.VIEWER, Role.OPERATOR, Role.ADMIN),
    SCRAPERS(Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.METRICS),
    OPERATORS(Role.OPERATOR, Role.ADMIN),
    ADMINS(Role.ADMIN);

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes it so
    private final Set<Role> roles;

    Audience(Role... roles) {
        this.roles = Set.of(roles);
    }

    /** Open: no key is asked for. */
    boolean open() {
        return this == ANYBODY;
    }

    /** In the order of {@link Role}; of the open audience none, since nobody is asked. */
    Set<Role> roles() {
        var ordered = EnumSet.noneOf(Role.class);
        ordered.addAll(roles);
        return ordered;
    }

    boolean admits(Set<Role> held) {
        return open() || held.stream().anyMatch(roles::contains);
    }
}
