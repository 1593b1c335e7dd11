package dev.forbear.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

import java.util.Set;

/** Who calls: the name of a key and its roles, never the key. */
final class Caller extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final Set<Role> roles;

    Caller(ApiKey key) {
        super(
                key.roles().stream()
                        .map(role -> new SimpleGrantedAuthority(role.authority()))
                        .toList());
        this.key = key.name();
        this.roles = key.roles();
        super.setAuthenticated(true);
    }

    Set<Role> roles() {
        return roles;
    }

    @Override
    public String getPrincipal() {
        return key;
    }

    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Caller caller
                && key.equals(caller.key)
                && roles.equals(caller.roles);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
