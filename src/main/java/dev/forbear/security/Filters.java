package dev.forbear.security;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;

import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.context.request.async.WebAsyncManagerIntegrationFilter;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;

import java.util.List;

/**
 * The filters of the chain, named one by one. Not made with {@code HttpSecurity}: that applies
 * whatever customizers an application has for its own chains. So there is nothing to switch off
 * either: no session, cookie, form, request cache or CSRF token.
 */
final class Filters {

    private Filters() {}

    static List<Filter> of(KeyRing keys, Failures failures, Gate gate) {
        return List.of(
                new WebAsyncManagerIntegrationFilter(),
                new SecurityContextHolderFilter(new NullSecurityContextRepository()),
                new HeaderWriterFilter(headers()),
                new KeyFilter(keys, failures),
                principal(),
                refusals(new Doorkeeper(failures)),
                authorization(gate));
    }

    private static Filter principal() {
        var filter = new SecurityContextHolderAwareRequestFilter();
        try {
            filter.afterPropertiesSet();
        } catch (ServletException e) {
            throw new IllegalStateException("cannot be: the filter needs nothing", e);
        }
        return filter;
    }

    private static Filter refusals(Doorkeeper doorkeeper) {
        var filter = new ExceptionTranslationFilter(doorkeeper, new NullRequestCache());
        filter.setAccessDeniedHandler(doorkeeper);
        return filter;
    }

    /**
     * The server's own second pass, for an error page or an asynchronous answer, was let in before.
     */
    private static Filter authorization(Gate gate) {
        var filter = new AuthorizationFilter(gate);
        filter.setObserveOncePerRequest(true);
        filter.setFilterErrorDispatch(false);
        filter.setFilterAsyncDispatch(false);
        return filter;
    }

    private static List<HeaderWriter> headers() {
        return List.of(
                new XContentTypeOptionsHeaderWriter(),
                new CacheControlHeadersWriter(),
                new HstsHeaderWriter(),
                new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
                new ContentSecurityPolicyHeaderWriter("default-src 'none'; frame-ancestors 'none'"),
                new CrossOriginResourcePolicyHeaderWriter(),
                new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER));
    }
}
