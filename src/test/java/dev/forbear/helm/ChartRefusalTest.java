package dev.forbear.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/** Values that cannot be meant, and what is said about them. */
class ChartRefusalTest {

    /**
     * @param file what the values stand over
     * @param said what the message holds: the value's name, and what may be instead
     */
    record Refusal(String values, String file, List<String> said) {

        static Refusal of(String values, String... said) {
            return new Refusal(values, "sqlite.yaml", List.of(said));
        }

        static Refusal onPostgres(String values, String... said) {
            return new Refusal(values, "postgresql.yaml", List.of(said));
        }

        @Override
        public String toString() {
            return values;
        }
    }

    @ParameterizedTest
    @MethodSource({"missing", "misspelt", "store", "graces", "keys", "owned", "addresses"})
    void it_is_refused_by_name(Refusal refusal) {
        assertThatThrownBy(() -> Chart.renderedWith(refusal.file(), refusal.values()))
                .isInstanceOf(IllegalStateException.class)
                .message()
                .contains(refusal.said());
    }

    static List<Refusal> missing() {
        return List.of(
                Refusal.of(
                        "image: {repository: ''}",
                        "image.repository is not set",
                        "docker build -t registry.example.com/forbear:",
                        "docker push",
                        "--set image.repository="),
                Refusal.of(
                        "keys: {existingSecret: ''}",
                        "keys.existingSecret is not set",
                        "kubectl --namespace ns create secret generic forbear-keys"
                                + " --from-literal=admin=fbr_$(openssl rand -hex 32)"
                                + " --from-literal=metrics=fbr_$(openssl rand -hex 32)"),
                Refusal.of("ingress: {enabled: true}", "/ingress/hosts"),
                Refusal.of("httpRoute: {enabled: true}", "/httpRoute/parentRefs"),
                Refusal.of("resources: null", "missing property 'resources'"),
                Refusal.of("resources: {limits: {memory: null}}", "/resources/limits", "memory"),
                Refusal.of("config:", "missing property 'config'"),
                Refusal.of("keys: {roles: null}", "/keys", "missing property 'roles'"),
                Refusal.of("livenessProbe: null", "missing property 'livenessProbe'"),
                Refusal.of("plugins: [{name: a}]", "/plugins/0", "image"),
                Refusal.onPostgres(
                        "networkPolicy: {enabled: true}", "networkPolicy.database.to is empty"));
    }

    static List<Refusal> misspelt() {
        return List.of(
                Refusal.of("replica: 1", "replica"),
                Refusal.of("image: {name: forbear}", "/image", "name"),
                Refusal.of(
                        "image: {repository: 'registry.example.com/forbear:1'}",
                        "/image/repository"),
                Refusal.of("image: {digest: abc}", "/image/digest"),
                Refusal.of("replicas: two", "/replicas", "integer"),
                Refusal.of("service: {port: 70000}", "/service/port"),
                Refusal.of("persistence: {size: big}", "/persistence/size"),
                Refusal.of(
                        "persistence: {accessModes: [ReadWriteMany]}", "/persistence/accessModes"),
                Refusal.of("podLabels: {a: 1}", "/podLabels/a"),
                Refusal.of(
                        "podLabels: {app.kubernetes.io/name: a}",
                        "/podLabels",
                        "app.kubernetes.io/name"),
                Refusal.of("commonLabels: {helm.sh/chart: a}", "/commonLabels", "helm.sh/chart"),
                Refusal.of("podAnnotations: {checksum/config: a}", "checksum/config"),
                Refusal.of("fullnameOverride: My_Forbear", "/fullnameOverride"),
                Refusal.of("nameOverride: a b", "/nameOverride"),
                Refusal.of(
                        "metrics: {serviceMonitor: {interval: often}}",
                        "/metrics/serviceMonitor/interval"),
                Refusal.of("metrics: {serviceMonitors: {}}", "serviceMonitors"),
                Refusal.of("livenessProbe: {exec: {}}", "/livenessProbe", "exec"),
                Refusal.of("plugins: [{name: Dev Net, image: a}]", "/plugins/0/name"),
                Refusal.of("service: {port: 80}\nmanagementPort: 8080", "/managementPort"),
                Refusal.of(
                        "service: {port: 80}\nmanagementPort: 80",
                        "managementPort and service.port are both 80"),
                Refusal.of(
                        "networkPolicy: {targets: [{ports: []}]}",
                        "/networkPolicy/targets/0",
                        "to"),
                Refusal.of("networkPolicy: {targets: [{to: []}]}", "/networkPolicy/targets/0/to"),
                Refusal.of(
                        "networkPolicy: {targets: [{to: [{ipBlock: {cidr: 300.1.1.1/8}}]}]}",
                        "/networkPolicy/targets/0/to/0/ipBlock/cidr"),
                Refusal.of(
                        "networkPolicy: {targets: [{to: [{ipBlock: {cidr:"
                                + " '::ffff:a9fe:a9fe/128'}}]}]}",
                        "/networkPolicy/targets/0/to/0/ipBlock/cidr"),
                Refusal.of(
                        "networkPolicy: {targets: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]}",
                        "/networkPolicy/targets/0/to/0/ipBlock/cidr"));
    }

    static List<Refusal> store() {
        return List.of(
                Refusal.of("replicas: 2", "/replicas", "maximum: got 2, want 1"),
                Refusal.of("autoscaling: {enabled: true}", "/autoscaling/enabled"),
                Refusal.of("keda: {enabled: true}", "/keda/enabled"),
                Refusal.onPostgres(
                        "autoscaling: {enabled: true}\nkeda: {enabled: true}",
                        "autoscaling.enabled and keda.enabled are both true"),
                Refusal.onPostgres(
                        "autoscaling: {enabled: true, minReplicas: 5}",
                        "minReplicas is 5",
                        "maxReplicas, which is 4"),
                Refusal.onPostgres("keda: {enabled: true, minReplicas: 0}", "/keda/minReplicas"),
                Refusal.onPostgres(
                        "podDisruptionBudget: {maxUnavailable: 0}",
                        "/podDisruptionBudget/maxUnavailable"));
    }

    static List<Refusal> graces() {
        return List.of(
                Refusal.of(
                        "terminationGracePeriodSeconds: 34",
                        "terminationGracePeriodSeconds is 34 and must be at least 35",
                        "preStopSeconds (5) + shutdownGraceSeconds (20)"),
                Refusal.of(
                        "terminationGracePeriodSeconds: 60\nshutdownGraceSeconds: 90",
                        "must be at least 105"),
                Refusal.of("shutdownGraceSeconds: 3601", "/shutdownGraceSeconds", "want 3,600"));
    }

    static List<Refusal> keys() {
        return List.of(
                Refusal.of("keys: {roles: {admin: [root]}}", "/keys/roles/admin/0", "operator"),
                Refusal.of("keys: {roles: {admin: []}}", "/keys/roles/admin"),
                Refusal.of("keys: {roles: {'a b': [viewer]}}", "a b"),
                Refusal.of(
                        "keys: {test: metrics}", "keys.roles.metrics must hold the role operator"),
                Refusal.of("keys: {test: nobody}", "keys.roles.nobody must hold the role operator"),
                Refusal.of(
                        "keys: {metrics: scrape}\nmetrics: {serviceMonitor: {enabled: true}}",
                        "keys.metrics is \"scrape\", but keys.roles has no such key"),
                Refusal.of(
                        "keys: {roles: {metrics: [submitter]}}\n"
                                + "metrics: {serviceMonitor: {enabled: true}}",
                        "keys.roles.metrics must hold the role metrics"),
                Refusal.of("metrics: {open: true}", "metrics.open is true, but managementPort"));
    }

    static List<Refusal> owned() {
        return List.of(
                Refusal.of(
                        "config: {forbear: {shutdown-grace: 5m}}",
                        "config sets forbear.shutdown-grace",
                        "use shutdownGraceSeconds"),
                Refusal.of("config: {forbear.shutdownGrace: 5m}", "use shutdownGraceSeconds"),
                Refusal.of("config: {forbear: {data_dir: /tmp}}", "use persistence"),
                Refusal.of(
                        "config: {forbear.security: {keys: {a: {sha256: x}}}}", "use keys.roles"),
                Refusal.of("config: {server: {port: 9}}", "config sets server.port"),
                Refusal.of(
                        "config: {server: {servlet: {context-path: /queue}}}",
                        "config sets server.servlet.context-path"),
                Refusal.of("config: {server.ssl: {bundle: web}}", "use ingress or httpRoute"),
                Refusal.of(
                        "config: {management: {endpoints: {web: {base-path: /m}}}}",
                        "config sets management.endpoints.web.base-path"),
                Refusal.of(
                        "config: {management.server: {base-path: /m}}",
                        "config sets management.server.base-path"),
                Refusal.of(
                        "config: {management.server: {ssl: {bundle: web}}}",
                        "config sets management.server.ssl.bundle"),
                Refusal.of(
                        "config: {spring.mvc: {servlet: {path: /m}}}",
                        "config sets spring.mvc.servlet.path"),
                Refusal.of(
                        "config: {spring: {datasource: {url: 'jdbc:postgresql://db/x'}}}",
                        "use postgresql.existingSecret"),
                Refusal.of(
                        "extraEnv: [{name: FORBEAR_SHUTDOWNGRACE, value: 5m}]",
                        "extraEnv sets FORBEAR_SHUTDOWNGRACE",
                        "use shutdownGraceSeconds"),
                Refusal.of(
                        "extraEnv: [{name: FORBEAR_SECURITY_KEYS_A_ROLES, value: admin}]",
                        "use keys.roles"),
                Refusal.of(
                        "extraEnv: [{name: JDK_JAVA_OPTIONS, value: -Xmx1g}]", "use javaOptions"));
    }

    static List<Refusal> addresses() {
        return List.of(
                egressTo("169.254.169.254/32"),
                egressTo("100.100.100.200/32"),
                egressTo("fd00:ec2::254/128"),
                egressTo("FD00:0EC2:0:0:0:0:0:0254/128"));
    }

    private static Refusal egressTo(String address) {
        return Refusal.of(
                "networkPolicy: {enabled: true, targets: [{to: [{ipBlock: {cidr: '"
                        + address
                        + "'}}]}]}",
                "networkPolicy allows " + address);
    }
}
