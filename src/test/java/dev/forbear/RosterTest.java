package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forbear.engine.Controller;
import dev.forbear.engine.Controller.Violation;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;

import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Which beans become controllers, by which names, and what specs they accept. */
class RosterTest {

    record Order(
            @NotBlank String owner, @Max(9) int size, List<@Valid Line> lines, Duration pause) {}

    record Line(@NotBlank String article) {}

    static class InvoiceReconciler implements Reconciler<Order> {
        @Override
        public Result reconcile(Request<Order> request) {
            return Result.done();
        }
    }

    private static List<Controller> controllers(Class<?>... beans) {
        var environment = new MockEnvironment();
        var properties = Binder.get(environment).bindOrCreate("forbear", ForbearProperties.class);
        try (var context = new AnnotationConfigApplicationContext(beans);
                var validation = Validation.buildDefaultValidatorFactory()) {
            return new Roster(
                            context.getBeanFactory(),
                            ForbearSettings.checked(properties, environment, true),
                            validation.getValidator(),
                            new Random(1))
                    .controllers();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "invoiceReconciler,invoice",
        "mailboxController,mailbox",
        "devnet,devnet",
        "sendMailReconciler,send-mail",
        "HTTPPingController,http-ping",
        "s3Sync,s3-sync",
        "my_special.thing,my-special-thing",
        "reconciler,reconciler"
    })
    void a_controllers_name_is_its_beans_in_kebab_case_without_the_suffix(
            String bean, String name) {
        assertThat(Roster.kebab(bean)).isEqualTo(name);
    }

    @Configuration(proxyBeanMethods = false)
    static class Lambda {
        @Bean
        Reconciler<Order> orderReconciler() {
            return request -> Result.done();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Raw {
        @Bean
        @SuppressWarnings("rawtypes")
        Reconciler anythingReconciler() {
            return _ -> Result.done();
        }
    }

    @Test
    void the_spec_type_of_a_lambda_is_what_its_bean_method_declares() {
        var order = controllers(Lambda.class).getFirst();

        assertThat(order.name()).isEqualTo("order");
        assertThat(order.specs().check("{\"owner\":\"a\",\"size\":10}"))
                .containsExactly(new Violation("/size", "must be less than or equal to 9, was 10"));
    }

    static class ByOwnerReconciler extends InvoiceReconciler {
        @Override
        public String lane(Order spec) {
            return spec.owner();
        }
    }

    @Test
    void a_controller_says_the_lane_of_a_spec_that_fits() {
        var specs = controllers(ByOwnerReconciler.class).getFirst().specs();

        assertThat(specs.read("{\"owner\":\"ann\",\"size\":3}"))
                .isEqualTo(new Controller.Read(List.of(), "ann"));
        assertThat(specs.read("{\"owner\":\"ann\",\"size\":10}").lane()).isNull();
        assertThat(controllers(InvoiceReconciler.class).getFirst().specs())
                .extracting(usual -> usual.read("{\"owner\":\"ann\",\"size\":3}").lane())
                .isNull();
    }

    @Test
    void a_controller_without_a_type_takes_any_spec() {
        assertThat(controllers(Raw.class).getFirst().specs().check("[1, 2]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"owner":"a","size":3}                                  | ''
                    {"owner":"a","size":3,"more":true}                      | ''
                    {"owner":"a","size":3,"pause":"30s"}                              | ''
                    {"owner":"a","size":3,"pause":"PT1M"}                             | ''
                    {"owner":" ","size":3}                                           | /owner
                    {"owner":"a"}                                           | /size
                    {"owner":"a","size":"many"}                             | /size
                    {"owner":"a","size":3,"pause":"soon"}                             | /pause
                    {"owner":"a","size":3,"lines":[{"article":"x"},{"article":""}]}  | /lines/1/article
                    {"owner":"a","size":3,"lines":[{"article":"x"},7]}               | /lines/1
                    """)
    void a_spec_is_bound_to_the_type_and_its_constraints_are_checked(String json, String pointer) {
        var violations = controllers(InvoiceReconciler.class).getFirst().specs().check(json);

        assertThat(violations)
                .extracting(Violation::pointer)
                .isEqualTo(pointer.isEmpty() ? List.of() : List.of(pointer));
    }

    @Test
    void a_spec_of_the_wrong_kind_is_refused_as_a_whole() {
        var specs = controllers(InvoiceReconciler.class).getFirst().specs();

        assertThat(specs.check("null")).extracting(Violation::pointer).containsExactly("");
        assertThat(specs.check("[]")).extracting(Violation::pointer).containsExactly("");
    }

    static class Bill extends InvoiceReconciler {
        @Override
        public String name() {
            return "invoice";
        }
    }

    static class Named extends InvoiceReconciler {
        @Override
        public String name() {
            return "invoice";
        }
    }

    @Test
    void two_controllers_of_one_name_stop_the_start_and_both_beans_are_named() {
        assertThatThrownBy(() -> controllers(Named.class, Bill.class))
                .hasMessageContaining("rosterTest.Named")
                .hasMessageContaining("rosterTest.Bill")
                .hasMessageContaining("\"invoice\"");
    }

    static class Misnamed extends InvoiceReconciler {
        @Override
        public String name() {
            return "In Voice";
        }
    }

    @Test
    void a_name_that_is_none_stops_the_start_and_says_what_one_is() {
        assertThatThrownBy(() -> controllers(Misnamed.class))
                .hasMessageContaining("\"In Voice\"")
                .hasMessageContaining("1 to 63 of a-z 0-9 -");
    }
}
