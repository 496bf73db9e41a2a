{{/* What every pod has in common: nothing of the node, nothing of the API server, nothing to write but /tmp. */}}

{{- define "imageai-service.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  # Volumes with millions of files would be walked at every start otherwise.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{- define "imageai-service.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end -}}

{{- define "imageai-service.podLabels" -}}
{{ include "imageai-service.labels" . }}
{{- with .root.Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Replicas away from each other where there is room; where there is none they still run. */}}
{{- define "imageai-service.spread" -}}
{{- $labels := include "imageai-service.selectorLabels" . -}}
topologySpreadConstraints:
{{- range .root.Values.topologyKeys }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- $labels | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end -}}

{{- define "imageai-service.placement" -}}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Secrets as environment: `secrets` is a list of {name, optional, from}. */}}
{{- define "imageai-service.secretEnv" -}}
{{- $ctx := . -}}
{{- range .secrets }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "imageai-service.secretName" (dict "root" $ctx.root "secret" (.from | default $ctx.component)) }}
      key: {{ .name }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}
{{- end -}}

{{/* Alive is who answers: what is busy for a minute is not killed for it. */}}
{{- define "imageai-service.aliveProbes" -}}
startupProbe:
  httpGet: { path: /livez, port: health }
  periodSeconds: 2
  failureThreshold: {{ .startupSeconds | default 120 | int | div 2 | default 60 }}
livenessProbe:
  httpGet: { path: /livez, port: health }
  periodSeconds: 10
  timeoutSeconds: 10
  failureThreshold: 6
{{- end -}}
