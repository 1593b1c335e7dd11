package dev.forbear.security;

/**
 * Where some of the routes are.
 *
 * @param url what stands before their paths for who calls them directly
 * @param base what stands before the paths that are told to callers
 */
record Door(String url, String base) {

    static Door at(String scheme, int port, String base) {
        return new Door(scheme + "://localhost:" + port + base, base);
    }
}
