package dev.forbear;

import dev.forbear.ForbearProperties.Defaults;
import dev.forbear.engine.Controller;
import dev.forbear.engine.Controller.Policy;
import dev.forbear.engine.Controller.Retention;
import dev.forbear.engine.Controller.Settings;
import dev.forbear.reconciler.Reconciler;
import dev.forbear.retry.RetryingAttempt;
import dev.forbear.secrets.SecretNames;

import jakarta.validation.Validator;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Makes a controller of each Reconciler bean. */
final class Roster {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

    private final ConfigurableListableBeanFactory beans;
    private final ForbearSettings settings;
    private final SecretNames secretNames;
    private final Validator validator;
    private final RandomGenerator random;

    Roster(
            ConfigurableListableBeanFactory beans,
            ForbearSettings settings,
            Validator validator,
            RandomGenerator random) {
        this.beans = beans;
        this.settings = settings;
        this.secretNames = settings.secretNames();
        this.validator = validator;
        this.random = random;
    }

    /**
     * @throws StartRefusedException if a name is not one, or two are equal; it names the beans
     */
    List<Controller> controllers() {
        var beanNames = new TreeMap<String, String>();
        var controllers = new ArrayList<Controller>();
        for (var bean : beans.getBeanNamesForType(Reconciler.class)) {
            var controller = controller(bean, (Reconciler<?>) beans.getBean(bean));
            var other = beanNames.put(controller.name(), bean);
            if (other != null) {
                throw refused(
                        "the beans "
                                + other
                                + " and "
                                + bean
                                + " are both controllers named \""
                                + controller.name()
                                + "\"; rename one, or override its name()");
            }
            controllers.add(controller);
        }
        return controllers;
    }

    private <S> Controller controller(String bean, Reconciler<S> reconciler) {
        var name = name(bean, reconciler);
        if (!NAME.matcher(name).matches()) {
            throw refused(
                    "the bean "
                            + bean
                            + " is a controller named \""
                            + name
                            + "\"; a controller's name is 1 to 63 of a-z 0-9 -: rename the bean, or"
                            + " override its name()");
        }
        var values = settings.of(name);
        var policy = policy(values);
        var binding = new SpecBinding<S>(specType(bean, reconciler), validator, reconciler::lane);
        var attempt =
                new RetryingAttempt<>(
                        reconciler, binding::bound, policy, values.attemptTimeout(), random);
        return new Controller(
                name,
                settings(values),
                policy,
                new DiscreetAttempt(attempt, secretNames),
                new DiscreetSpecs(binding, secretNames));
    }

    /**
     * The declared type of the bean knows more than its class where it was made by a lambda or a
     * proxy.
     */
    private ResolvableType specType(String bean, Reconciler<?> reconciler) {
        if (beans.containsBeanDefinition(bean)) {
            var declared = beans.getMergedBeanDefinition(bean).getResolvableType();
            var spec = declared.as(Reconciler.class).getGeneric(0);
            if (spec.resolve() != null) {
                return spec;
            }
        }
        return ResolvableType.forInstance(reconciler).as(Reconciler.class).getGeneric(0);
    }

    private static Settings settings(Defaults values) {
        return new Settings(
                values.concurrency(),
                values.attemptTimeout(),
                values.minInterval(),
                values.backlogLimit(),
                retention(values));
    }

    static Retention retention(Defaults values) {
        return new Retention(values.retention().succeeded(), values.retention().failed());
    }

    private static Policy policy(Defaults values) {
        var retry = values.retry();
        return new Policy(
                retry.initialDelay(),
                retry.multiplier(),
                retry.maxDelay(),
                retry.jitter(),
                retry.maxAttempts(),
                retry.maxRetryAfter(),
                retry.notRetryable());
    }

    private static StartRefusedException refused(String finding) {
        return new StartRefusedException(List.of(finding));
    }

    /** The controller's name, its own or that of its bean. */
    static String name(String bean, Reconciler<?> reconciler) {
        return reconciler.name().isEmpty() ? kebab(bean) : reconciler.name();
    }

    /**
     * {@code invoiceReconciler} is {@code invoice}; {@code HTTPPingController} is {@code
     * http-ping}.
     */
    static String kebab(String bean) {
        return bean.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
                .replaceAll("[^A-Za-z0-9-]+", "-")
                .toLowerCase(Locale.ROOT)
                .replaceFirst("-(reconciler|controller)$", "");
    }
}
