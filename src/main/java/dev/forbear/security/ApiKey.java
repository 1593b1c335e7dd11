package dev.forbear.security;

import java.util.Set;

/** A key that is in use: who it is, what it may, and how it is recognised. */
record ApiKey(String name, Hash hash, Set<Role> roles) {

    ApiKey {
        roles = Set.copyOf(roles);
    }
}
