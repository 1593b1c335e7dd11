package dev.forbear.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;

class GuardTest {

    private final Guard guard = new Guard("dev.forbear.security");
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void a_handler_that_the_filters_were_not_passed_for_is_not_called() throws Exception {
        var method = new HandlerMethod(this, "toString");

        assertThat(guard.preHandle(request, response, this)).isFalse();
        assertThat(guard.preHandle(request, new MockHttpServletResponse(), method)).isFalse();
        assertThat(response.getStatus()).isEqualTo(403);
    }

    @Test
    void one_that_they_were_passed_for_is() throws Exception {
        Guard.passed(request);

        assertThat(guard.preHandle(request, response, this)).isTrue();
    }

    @Test
    void the_error_page_answers_what_the_container_refused_before_the_filters() throws Exception {
        request.setDispatcherType(DispatcherType.ERROR);

        assertThat(guard.preHandle(request, response, this)).isTrue();
    }

    @Test
    void handlers_of_others_are_none_of_its_business() throws Exception {
        assertThat(guard.preHandle(request, response, "a handler")).isTrue();
        assertThat(response.getContentAsString()).isEmpty();
    }
}
