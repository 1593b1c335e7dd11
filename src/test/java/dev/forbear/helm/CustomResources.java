package dev.forbear.helm;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The fields that the chart uses of objects that no library here has. Any other field is an error.
 */
final class CustomResources {

    private CustomResources() {}

    record ServiceMonitor(String apiVersion, String kind, ObjectMeta metadata, MonitorSpec spec) {}

    record MonitorSpec(
            NamespaceSelector namespaceSelector,
            LabelSelector selector,
            List<Endpoint> endpoints) {}

    record NamespaceSelector(List<String> matchNames) {}

    record Endpoint(
            String port,
            String path,
            String interval,
            String scrapeTimeout,
            @Nullable Authorization authorization,
            @Nullable List<Relabeling> relabelings,
            @Nullable List<Relabeling> metricRelabelings) {}

    record Authorization(String type, SecretEntry credentials) {}

    record SecretEntry(String name, String key) {}

    record Relabeling(
            @Nullable List<String> sourceLabels,
            @Nullable String targetLabel,
            @Nullable String regex,
            @Nullable String replacement,
            @Nullable String action) {}

    record PrometheusRule(String apiVersion, String kind, ObjectMeta metadata, RuleSpec spec) {}

    record RuleSpec(List<RuleGroup> groups) {}

    record RuleGroup(String name, @Nullable String interval, List<Rule> rules) {}

    record Rule(
            @Nullable String alert,
            @Nullable String record,
            String expr,
            @JsonProperty("for") @Nullable String pending,
            @JsonProperty("keep_firing_for") @Nullable String keepFiringFor,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}

    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledSpec spec) {}

    record ScaledSpec(
            ScaleTarget scaleTargetRef,
            int minReplicaCount,
            int maxReplicaCount,
            int pollingInterval,
            int cooldownPeriod,
            @Nullable Map<String, Object> advanced,
            List<Trigger> triggers) {}

    record ScaleTarget(String name) {}

    record Trigger(
            String type,
            String metricType,
            Map<String, String> metadata,
            ScaleTarget authenticationRef) {}

    record TriggerAuthentication(
            String apiVersion, String kind, ObjectMeta metadata, TriggerSpec spec) {}

    record TriggerSpec(List<TriggerSecret> secretTargetRef) {}

    record TriggerSecret(String parameter, String name, String key) {}
}
