{{- define "forbear.pod" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
serviceAccountName: {{ include "forbear.serviceAccount" . }}
# It never calls the cluster's API, and takes no properties from the Services around it.
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ default (include "forbear.leastGrace" .) .Values.terminationGracePeriodSeconds }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if and .Values.postgresql.existingSecret .Values.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: {{ $.Values.topologySpread.whenUnsatisfiable }}
    # Each revision by itself: else a rolling update counts the pods that it is about to end.
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels:
        {{- include "forbear.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- with .Values.plugins }}
initContainers:
  {{- range . }}
  - name: plugin-{{ .name }}
    image: {{ .image }}
    imagePullPolicy: {{ $.Values.image.pullPolicy }}
    command:
      {{- toYaml (default (list "cp" "-r" "/jars/." "/plugins/") .command) | nindent 6 }}
    resources:
      {{- toYaml (default (dict "limits" (dict "cpu" "500m" "memory" "64Mi")) .resources) | nindent 6 }}
    securityContext:
      {{- toYaml $.Values.securityContext | nindent 6 }}
    volumeMounts:
      - name: plugins
        mountPath: /plugins
  {{- end }}
{{- end }}
containers:
  - name: forbear
    image: {{ include "forbear.image" . }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    env:
      {{- include "forbear.env" . | nindent 6 }}
    {{- with .Values.extraEnvFrom }}
    envFrom:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    ports:
      - name: http
        containerPort: 8080
      {{- with .Values.managementPort }}
      - name: management
        containerPort: {{ . }}
      {{- end }}
    startupProbe:
      httpGet: {path: /livez, port: http}
      {{- toYaml .Values.startupProbe | nindent 6 }}
    livenessProbe:
      httpGet: {path: /livez, port: http}
      {{- toYaml .Values.livenessProbe | nindent 6 }}
    readinessProbe:
      httpGet: {path: /readyz, port: http}
      {{- toYaml .Values.readinessProbe | nindent 6 }}
    {{- /* Before 1.30 the kubelet cannot sleep without a shell in the image. */}}
    {{- if and .Values.preStopSeconds (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version) }}
    lifecycle:
      preStop:
        sleep:
          seconds: {{ .Values.preStopSeconds }}
    {{- end }}
    resources:
      {{- toYaml .Values.resources | nindent 6 }}
    securityContext:
      {{- toYaml .Values.securityContext | nindent 6 }}
    volumeMounts:
      - name: config
        mountPath: /etc/forbear/config
        readOnly: true
      - name: keys
        mountPath: /etc/forbear/keys
        readOnly: true
      - name: data
        mountPath: /data
      - name: tmp
        mountPath: /tmp
      {{- if .Values.plugins }}
      - name: plugins
        mountPath: /plugins
        readOnly: true
      {{- end }}
      {{- with .Values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
volumes:
  {{- include "forbear.volumes" . | nindent 2 }}
{{- end }}

{{- define "forbear.env" -}}
- name: SPRING_CONFIG_ADDITIONAL_LOCATION
  value: file:/etc/forbear/config/
- name: JDK_JAVA_OPTIONS
  value: {{ .Values.javaOptions | quote }}
{{- with .Values.postgresql }}
{{- if .existingSecret }}
{{- range $part, $entry := .secretKeys }}
{{- if $entry }}
- name: SPRING_DATASOURCE_{{ upper $part }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.postgresql.existingSecret }}
      key: {{ $entry }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "forbear.volumes" -}}
- name: config
  configMap:
    name: {{ include "forbear.fullname" . }}
- name: keys
  secret:
    secretName: {{ .Values.keys.existingSecret }}
    # Read by the group, which is fsGroup.
    defaultMode: 0440
- name: data
  {{- if and (not .Values.postgresql.existingSecret) (or .Values.persistence.enabled .Values.persistence.existingClaim) }}
  persistentVolumeClaim:
    claimName: {{ include "forbear.claim" . }}
  {{- else }}
  emptyDir: {}
  {{- end }}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSizeLimit }}
{{- if .Values.plugins }}
- name: plugins
  emptyDir: {}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
