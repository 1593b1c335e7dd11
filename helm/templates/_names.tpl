{{- define "forbear.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* 50: the longest suffix that is put behind it has 12 characters. */}}
{{- define "forbear.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "forbear.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "forbear.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "forbear.selector" -}}
app.kubernetes.io/name: {{ include "forbear.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* Without the selector: what is not the service's pod, but belongs to the release. */}}
{{- define "forbear.marks" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: forbear
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "forbear.labels" -}}
{{ include "forbear.selector" . }}
{{ include "forbear.marks" . }}
{{- end }}

{{- define "forbear.testName" -}}
{{ include "forbear.name" . | trunc 58 }}-test
{{- end }}

{{- define "forbear.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "forbear.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "forbear.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "forbear.claim" -}}
{{- default (printf "%s-data" (include "forbear.fullname" .)) .Values.persistence.existingClaim }}
{{- end }}

{{- define "forbear.managementPortName" -}}
{{- ternary "management" "http" (not (not .Values.managementPort)) }}
{{- end }}
