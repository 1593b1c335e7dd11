{{- /* What the schema cannot say, or not so that one knows what to do. */}}
{{- define "forbear.validate" -}}
{{- include "forbear.validate.image" . }}
{{- include "forbear.validate.keys" . }}
{{- include "forbear.validate.grace" . }}
{{- include "forbear.validate.owned" . }}
{{- if and .Values.autoscaling.enabled .Values.keda.enabled }}
{{- fail "autoscaling.enabled and keda.enabled are both true: KEDA makes a HorizontalPodAutoscaler of its own, and the two would fight over the replicas. Turn one off." }}
{{- end }}
{{- range list "autoscaling" "keda" }}
{{- with index $.Values . }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
{{- fail (printf "minReplicas is %d and must not be above maxReplicas, which is %d" (int .minReplicas) (int .maxReplicas)) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.metrics.open (not .Values.managementPort) }}
{{- fail "metrics.open is true, but managementPort is not set: metrics are open only on a port of their own. Set managementPort (8081, say), or scrape with a key." }}
{{- end }}
{{- if and .Values.managementPort (eq (int .Values.managementPort) (int .Values.service.port)) }}
{{- fail (printf "managementPort and service.port are both %d: choose another, or leave managementPort null to have both on one port" (int .Values.managementPort)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.postgresql.existingSecret (not .Values.networkPolicy.database.to) }}
{{- fail "networkPolicy.database.to is empty: say where PostgreSQL is, for example [{ipBlock: {cidr: 10.0.0.5/32}}] or [{podSelector: {matchLabels: {app: postgres}}}]" }}
{{- end }}
{{- end }}

{{- define "forbear.validate.image" -}}
{{- if not .Values.image.repository }}
{{- fail (printf "image.repository is not set. Build the image and push it to where your cluster pulls from, then name it:\n\n    docker build -t registry.example.com/forbear:%[1]s .\n    docker push registry.example.com/forbear:%[1]s\n    helm upgrade --install %[2]s helm --set image.repository=registry.example.com/forbear …\n" .Chart.AppVersion .Release.Name) }}
{{- end }}
{{- end }}

{{- define "forbear.validate.keys" -}}
{{- $keys := .Values.keys }}
{{- if not $keys.existingSecret }}
{{- fail (printf "keys.existingSecret is not set: nobody could call the service. Make a Secret with an entry for each name in keys.roles, then name it:\n\n    kubectl --namespace %s create secret generic forbear-keys%s\n    helm upgrade --install %s helm --set keys.existingSecret=forbear-keys …\n" .Release.Namespace (include "forbear.literals" $keys.roles) .Release.Name) }}
{{- end }}
{{- $scraped := or .Values.keda.enabled (and .Values.metrics.serviceMonitor.enabled (not .Values.metrics.open)) }}
{{- if and $scraped (not (index $keys.roles $keys.metrics)) }}
{{- fail (printf "keys.metrics is %q, but keys.roles has no such key: give it the role metrics, or name another" $keys.metrics) }}
{{- end }}
{{- if and $scraped (not (include "forbear.holds" (list (index $keys.roles $keys.metrics) "metrics viewer operator admin"))) }}
{{- fail (printf "keys.roles.%s must hold the role metrics, since it is keys.metrics, the key that scrapes" $keys.metrics) }}
{{- end }}
{{- if not (include "forbear.holds" (list (index $keys.roles $keys.test) "operator admin")) }}
{{- fail (printf "keys.roles.%[1]s must hold the role operator or admin, since %[1]q is keys.test, the key that helm test bears" $keys.test) }}
{{- end }}
{{- end }}

{{- define "forbear.literals" -}}
{{- range $name, $_ := . }} --from-literal={{ $name }}=fbr_$(openssl rand -hex 32){{ end }}
{{- end }}

{{- /* Whether one of the roles (a list, or nil) is among the words. */}}
{{- define "forbear.holds" -}}
{{- $words := splitList " " (last .) }}
{{- range first . }}{{ if has . $words }}yes{{ end }}{{ end }}
{{- end }}

{{- define "forbear.leastGrace" -}}
{{- add .Values.preStopSeconds .Values.shutdownGraceSeconds 5 5 }}
{{- end }}

{{- define "forbear.validate.grace" -}}
{{- $least := include "forbear.leastGrace" . | int }}
{{- with .Values.terminationGracePeriodSeconds }}
{{- if lt (int .) $least }}
{{- fail (printf "terminationGracePeriodSeconds is %d and must be at least %d: preStopSeconds (%d) + shutdownGraceSeconds (%d) + 5 s in which interrupted attempts are written + 5 s for the process to end. Raise it, leave it null to have it derived, or lower shutdownGraceSeconds." (int .) $least (int $.Values.preStopSeconds) (int $.Values.shutdownGraceSeconds)) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Property → the value of this chart that sets it. Names as below: without case and dashes. */}}
{{- define "forbear.owned" -}}
forbear.shutdowngrace: shutdownGraceSeconds
forbear.datadir: persistence (it is /data)
forbear.security.keysdir: keys.existingSecret
forbear.security.keys: keys.roles
forbear.security.openmetrics: metrics.open
forbear.demo.enabled: demo.enabled
forbear.datasource.url: postgresql.existingSecret
forbear.datasource.username: postgresql.existingSecret
forbear.datasource.password: postgresql.existingSecret
spring.datasource.url: postgresql.existingSecret
spring.datasource.username: postgresql.existingSecret
spring.datasource.password: postgresql.existingSecret
server.port: service.port (in the pod it is 8080)
management.server.port: managementPort
management.endpoints.web.basepath: nothing (probes and monitors ask /actuator)
management.server.basepath: nothing (monitors ask /actuator)
management.server.ssl: nothing (monitors speak plain HTTP)
server.servlet.contextpath: ingress or httpRoute (probes and monitors ask the root)
spring.mvc.servlet.path: ingress or httpRoute (probes and monitors ask the root)
server.ssl: ingress or httpRoute (probes and monitors speak plain HTTP)
spring.config.additionallocation: config
{{- end }}

{{- /* Else the chart would believe one thing and the service do another: a grace that the kubelet cuts short, a store
without a volume. */}}
{{- define "forbear.validate.owned" -}}
{{- $owned := include "forbear.owned" . | fromYaml }}
{{- range $line := include "forbear.flat" (list "" .Values.config) | trim | splitList "\n" }}
{{- $name := $line | lower | replace "-" "" | replace "_" "" | replace "[" "." }}
{{- range $property, $value := $owned }}
{{- if or (eq $name $property) (hasPrefix (printf "%s." $property) $name) }}
{{- fail (printf "config sets %s, which the chart sets itself: use %s" $line $value) }}
{{- end }}
{{- end }}
{{- end }}
{{- range .Values.extraEnv }}
{{- $name := .name | lower | replace "_" "" }}
{{- $variable := .name }}
{{- range $property, $value := $owned }}
{{- $joined := replace "." "" $property }}
{{- if or (eq $name $joined) (and (eq $property "forbear.security.keys") (hasPrefix $joined $name)) }}
{{- fail (printf "extraEnv sets %s, which the chart sets itself: use %s" $variable $value) }}
{{- end }}
{{- end }}
{{- if eq .name "JDK_JAVA_OPTIONS" }}
{{- fail "extraEnv sets JDK_JAVA_OPTIONS, which the chart sets itself: use javaOptions" }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The dotted names of the leaves, a line each. */}}
{{- define "forbear.flat" -}}
{{- $prefix := first . }}
{{- range $key, $value := last . }}
{{- $name := ternary $key (printf "%s.%s" $prefix $key) (eq $prefix "") }}
{{- if and (kindIs "map" $value) $value }}
{{- include "forbear.flat" (list $name $value) }}
{{- else }}
{{ $name }}
{{- end }}
{{- end }}
{{- end }}
