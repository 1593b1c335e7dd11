package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forbear.engine.Controller.Violation;

import jakarta.validation.Validation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ResolvableType;

import java.util.List;

/** The spec of the controller {@code http} as it is bound and checked when a task is submitted. */
class HttpSpecTest {

    /** Apostrophes stand for quotation marks. */
    private static List<Violation> violations(String spec) throws Exception {
        var type = Class.forName("dev.forbear.targets.CallSpec");
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            var binding =
                    new SpecBinding<>(
                            ResolvableType.forClass(type), validation.getValidator(), _ -> "");
            return binding.check(spec.replace('\'', '"'));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'target':'orders'}",
                "{'target':'orders','path':'/new'}",
                "{'target':'orders','path':'new/7;v=1/a.b/..c/%20x?y=/../z&u=http://x/'}",
                "{'target':'orders','path':'orders:7/%C3%A9/100%25'}",
                "{'target':'orders','method':'GET'}",
                "{'target':'orders','method':'DELETE','body':{'a':1}}",
                "{'target':'orders','timeout':'30s'}",
                "{'target':'orders','body':null}",
                "{'target':'orders','body':'<a/>','headers':{'Content-Type':'text/xml'}}",
                "{'target':'orders','headers':{'X-A':'b','traceparent':'00-a-b-01'}}",
                "{'url':'https://api.example.com/x?y=z','headers':{'Authorization':'Bearer t'}}",
                "{'url':'http://127.0.0.1:8080'}"
            })
    void these_fit(String spec) throws Exception {
        assertThat(violations(spec)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'target':'a','bdoy':{}}                                      | /bdoy                 | the spec does not fit: is not known here; did you mean body? known are target, url, path, method, headers, body, timeout
                    {}                                                            | ''                    | exactly one of target and url must be given
                    {'target':'a','url':'http://b.test'}                          | ''                    | exactly one of target and url must be given
                    {'url':'http://b.test','path':'c'}                            | /path                 | must be left out with url; write it into the url
                    {'url':'http://u:canary@b.test'}                              | /url                  | must not have user-info; send an Authorization header instead
                    {'url':'http://b.test/#canary'}                               | /url                  | must not have a fragment; remove it from the # on
                    {'url':'b.test/canary'}                                       | /url                  | must start with http:// or https:// and a host
                    {'url':'http://b.test/canary^x'}                              | /url                  | must be a URL, is none from character 21 on
                    {'target':'a','method':'post'}                                | /method               | must be one of POST, PUT, PATCH, DELETE, GET, HEAD
                    {'target':'a','method':'TRACE'}                               | /method               | must be one of POST, PUT, PATCH, DELETE, GET, HEAD
                    {'target':'a','method':'GET','body':1}                        | /body                 | must be left out with GET and HEAD
                    {'target':'a','body':{},'headers':{'content-type':'text/xml'}} | /body                | must be a string where the content-type header is not of JSON
                    {'target':'a','headers':{'Content-Type':'canary'}}            | /headers              | must have a content type like text/plain; charset=UTF-8, of a charset that is known here
                    {'target':'a','headers':{'Content-Type':'a/b;charset=canary'}} | /headers             | must have a content type like text/plain; charset=UTF-8, of a charset that is known here
                    {'target':'a','timeout':'0s'}                                 | /timeout              | must be from 1ms to 7d
                    {'target':'a','timeout':'-1s'}                                | /timeout              | must be from 1ms to 7d
                    {'target':'a','timeout':'8d'}                                 | /timeout              | must be from 1ms to 7d
                    {'target':'a','headers':{'Host':'canary'}}                    | /headers/Host         | must be left out: it belongs to the connection
                    {'target':'a','headers':{'Transfer-Encoding':'canary'}}       | /headers/Transfer-Encoding | must be left out: it belongs to the connection
                    {'target':'a','headers':{'content-length':'1'}}               | /headers/content-length | must be left out: it belongs to the connection
                    {'target':'a','headers':{'Connection':'X-A'}}                 | /headers/Connection   | must be left out: it belongs to the connection
                    {'target':'a','headers':{'Idempotency-Key':'canary'}}         | /headers/Idempotency-Key | must be left out: Forbear sets it
                    {'target':'a','headers':{'Forbear-Attempt':'9'}}              | /headers/Forbear-Attempt | must be left out: Forbear sets it
                    {'target':'a','headers':{'Webhook-Signature':'canary'}}       | /headers/Webhook-Signature | must be left out: Forbear sets it
                    {'target':'a','headers':{'User-Agent':'canary'}}              | /headers/User-Agent   | must be left out: Forbear sets it
                    {'target':'a','headers':{'Authorization':'canary'}}           | /headers/Authorization | must be left out: a target's credentials stand in its configuration
                    {'target':'a','headers':{'a/b~':'canary'}}                    | /headers/a~1b~0       | must have a name of at most 100 letters, digits and -
                    {'target':'a','headers':{'':'canary'}}                        | /headers/             | must have a name of at most 100 letters, digits and -
                    {'target':'a','headers':{'X-A':'canary\\u000d\\u000aX: y'}}   | /headers/X-A          | must have a value of at most 4096 ASCII characters without control characters
                    {'target':'a','headers':{'X-A':'canaryé'}}                    | /headers/X-A          | must have a value of at most 4096 ASCII characters without control characters
                    {'target':'a','headers':{'X-A':null}}                         | /headers/X-A          | must have a value; leave the header out instead
                    {'target':'a','headers':{'X-A':'canary','x-a':'canary'}}      | /headers/x-a          | must be given once: case does not count
                    {'target':'a','headers':{'${1+1}{validatedValue}':'canary'}}  | /headers/${1+1}{validatedValue} | must have a name of at most 100 letters, digits and -
                    {'target':'a','headers':['x']}                                | /headers              | the spec does not fit: expected an object here, was an array
                    """)
    void what_does_not_fit_is_pointed_to_and_said_without_a_value(
            String spec, String pointer, String detail) throws Exception {
        assertThat(violations(spec)).containsExactly(new Violation(pointer, detail));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "../x",
                "/../x",
                "a/../b",
                "a/..",
                "a/./b",
                "%2e%2e/x",
                "%2E%2e/x",
                ".%2e/x",
                "a/%2e%2e%2fb",
                "a%2fb",
                "a%2Fb",
                "a%5cb",
                "%252e%252e/x",
                "%25252e%25252e/x",
                "a%252fb",
                "a/..;/b",
                "a/..;x=y/b",
                "a/..%3b/b",
                "%ef%bc%8e%ef%bc%8e/x",
                "%e2%80%a5/x",
                "a%ef%bc%8fb",
                "%c0%ae%c0%ae/x",
                "%c0%af",
                "a%00",
                "a%0d%0aX: y",
                "a%250d%250aX",
                "%25252525252e",
                "//evil.test/x",
                "///evil.test",
                "a//b",
                "http://evil.test/",
                "HTTPS:/evil.test",
                "file:///etc/passwd",
                "/http://evil.test",
                "a b",
                "a#b",
                "a?b#c",
                "a<b",
                "a%",
                "a%2",
                "a%zz",
                "a?%zz",
                "é",
                "a\\\\b",
                "..\\\\x",
                "a\\u0000",
                "a\\tb",
                ""
            })
    void a_path_that_may_lead_out_of_the_targets_does_not_fit(String path) throws Exception {
        assertThat(violations("{'target':'orders','path':'" + path + "'}"))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.pointer()).isEqualTo("/path");
                    assertThat(violation.detail()).startsWith("must ");
                });
    }

    @Test
    void too_much_does_not_fit() throws Exception {
        var many = new StringBuilder("{'target':'a','headers':{'X-0':'y'");
        for (var i = 1; i <= 50; i++) {
            many.append(",'X-").append(i).append("':'y'");
        }

        assertThat(violations(many + "}}"))
                .extracting(Violation::pointer)
                .containsExactly("/headers");
        assertThat(violations("{'target':'a','path':'" + "x".repeat(2_001) + "'}"))
                .containsExactly(
                        new Violation("/path", "must have 1 to 2000 characters, has 2001"));
        assertThat(violations("{'url':'http://a.test/" + "x".repeat(2_000) + "'}"))
                .containsExactly(
                        new Violation("/url", "must have at most 2000 characters, has 2014"));
    }

    @Test
    void all_that_is_wrong_is_said_at_once() throws Exception {
        assertThat(violations("{'method':'X','timeout':'0s','headers':{'Host':'x'}}"))
                .extracting(Violation::pointer)
                .containsExactly("", "/headers/Host", "/method", "/timeout");
    }
}
