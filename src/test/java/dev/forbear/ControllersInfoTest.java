package dev.forbear;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.greeting.GreetingReconciler;

import dev.forbear.reconciler.Reconciler;
import dev.forbear.reconciler.Request;
import dev.forbear.reconciler.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.actuate.info.Info;

import java.util.Map;

/** What {@code /actuator/info} tells of the controllers. */
class ControllersInfoTest {

    private static final class InvoiceReconciler implements Reconciler<String> {
        @Override
        public Result reconcile(Request<String> request) {
            return Result.done();
        }
    }

    @Test
    void each_controller_is_told_by_its_name_with_its_class_and_where_it_came_from() {
        var beans = new StaticListableBeanFactory();
        beans.addBean("invoiceReconciler", new InvoiceReconciler());
        beans.addBean("anything", new GreetingReconciler());
        var info = new Info.Builder();

        new ControllersInfo(beans).contribute(info);

        assertThat(info.build().getDetails())
                .isEqualTo(
                        Map.of(
                                "controllers",
                                Map.of(
                                        "greeting",
                                        Map.of(
                                                "class",
                                                GreetingReconciler.class.getName(),
                                                "from",
                                                "test-classes"),
                                        "invoice",
                                        Map.of(
                                                "class",
                                                InvoiceReconciler.class.getName(),
                                                "from",
                                                "test-classes"))));
    }

    @ParameterizedTest
    @CsvSource({
        "file:/plugins/greeting-1.2.jar, greeting-1.2.jar",
        "jar:nested:/app/forbear-0.1.0-exec.jar/!BOOT-INF/classes/!/, forbear-0.1.0-exec.jar",
        "jar:nested:/app/forbear-0.1.0-exec.jar/!BOOT-INF/lib/mail-3.jar!/, mail-3.jar",
        "file:/srv/plugins.jar.d/greeting/, greeting",
        "file:/srv/classes/, classes"
    })
    void the_place_is_the_innermost_jar_or_the_folder(String location, String place) {
        assertThat(ControllersInfo.place(location)).isEqualTo(place);
    }
}
