package dev.forbear.targets;

import org.jspecify.annotations.Nullable;

/**
 * What a receiver answered.
 *
 * @param retryAfter the header of that name
 * @param date the header of that name
 * @param location the header of that name
 * @param start of the body
 */
record Answer(
        int status,
        @Nullable String retryAfter,
        @Nullable String date,
        @Nullable String location,
        String start) {}
