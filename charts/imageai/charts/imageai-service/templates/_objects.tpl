{{/* The objects around a Deployment. All take (dict "root" $ "component" "auth" "facts" … "values" …). */}}

{{- define "imageai-service.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "imageai-service.name" . }}
  labels:
    {{- include "imageai-service.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end -}}

{{- define "imageai-service.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "imageai-service.name" . }}
  labels:
    {{- include "imageai-service.labels" . | nindent 4 }}
data:
  {{- range $name, $value := .settings }}
  {{ $name }}: {{ $value | toString | quote }}
  {{- end }}
{{- end -}}

{{- define "imageai-service.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "imageai-service.name" . }}
  labels:
    {{- include "imageai-service.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  {{- if .headless }}
  clusterIP: None
  {{- end }}
  selector:
    {{- include "imageai-service.selectorLabels" . | nindent 4 }}
  ports:
    {{- range $name, $port := .facts.ports }}
    - name: {{ $name }}
      port: {{ $port }}
      targetPort: {{ $name }}
      {{- if and (eq $name "grpc") (not $.root.Values.mtls.enabled) }}
      appProtocol: kubernetes.io/h2c
      {{- end }}
    {{- end }}
{{- end -}}

{{- define "imageai-service.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "imageai-service.name" . }}
  labels:
    {{- include "imageai-service.labels" . | nindent 4 }}
spec:
  # One at a time, also where there is only one: a node must be free to be drained.
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "imageai-service.selectorLabels" . | nindent 6 }}
{{- end -}}

{{- define "imageai-service.autoscaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "imageai-service.name" . }}
  labels:
    {{- include "imageai-service.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "imageai-service.name" . }}
  minReplicas: {{ .values.autoscaling.minReplicas }}
  maxReplicas: {{ .values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .values.autoscaling.cpuPercent }}
{{- end -}}
