{{- /* What the chart sets itself, over what config says. */}}
{{- define "forbear.config" -}}
{{- $keys := dict }}
{{- range $name, $roles := .Values.keys.roles }}
{{- $_ := set $keys $name (dict "roles" $roles) }}
{{- end }}
{{- $security := dict "keys-dir" "/etc/forbear/keys" "keys" $keys }}
{{- if .Values.metrics.open }}
{{- $_ := set $security "open-metrics" true }}
{{- end }}
{{- $forbear := dict "data-dir" "/data" "shutdown-grace" (printf "%ds" (int .Values.shutdownGraceSeconds)) "security" $security }}
{{- if .Values.demo.enabled }}
{{- $_ := set $forbear "demo" (dict "enabled" true) }}
{{- end }}
{{- $own := dict "server" (dict "port" 8080) "forbear" $forbear }}
{{- with .Values.managementPort }}
{{- $_ := set $own "management" (dict "server" (dict "port" .)) }}
{{- end }}
{{- mergeOverwrite (deepCopy .Values.config) $own | toYaml }}
{{- end }}
