package dev.forbear;

import dev.forbear.reconciler.Reconciler;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import java.security.CodeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Tells in {@code /actuator/info} which class each controller is, and of which jar. */
final class ControllersInfo implements InfoContributor {

    /** The innermost one where jars are nested. */
    private static final Pattern JAR = Pattern.compile(".*/([^/!]+\\.jar)(?:[/!].*)?");

    private final ListableBeanFactory beans;

    ControllersInfo(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void contribute(Info.Builder builder) {
        var controllers = new TreeMap<String, Map<String, String>>();
        beans.getBeansOfType(Reconciler.class)
                .forEach((bean, reconciler) ->
                        controllers.put(Roster.name(bean, reconciler), of(reconciler)));
        builder.withDetail("controllers", controllers);
    }

    private static Map<String, String> of(Reconciler<?> reconciler) {
        var type = AopUtils.getTargetClass(reconciler);
        var about = new LinkedHashMap<String, String>();
        about.put("class", type.getName());
        Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .ifPresent(location -> about.put("from", place(location.toString())));
        // as the jar's manifest has it
        Optional.ofNullable(type.getPackage().getImplementationVersion())
                .ifPresent(version -> about.put("version", version));
        return about;
    }

    /** The jar's name, or the folder's: where it lies is nobody's business. */
    static String place(String location) {
        var jar = JAR.matcher(location);
        if (jar.matches()) {
            return jar.group(1);
        }
        var path = location.replaceFirst("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
