{{/* A service's Deployment: (dict "root" $ "component" "auth" "facts" … "values" … "settings" … "preStopSeconds" 5). */}}

{{- define "imageai-service.deployment" -}}
{{- $autoscaled := and .values.autoscaling .values.autoscaling.enabled -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "imageai-service.name" . }}
  labels:
    {{- include "imageai-service.labels" . | nindent 4 }}
spec:
  {{- if not $autoscaled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  {{- if .replaced }}
  # Its volume is for one pod at a time.
  strategy:
    type: Recreate
  {{- else }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  {{- end }}
  selector:
    matchLabels:
      {{- include "imageai-service.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "imageai-service.podLabels" . | nindent 8 }}
      annotations:
        checksum/settings: {{ .settings | toJson | sha256sum }}
        {{- with .values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "imageai-service.name" . }}
      {{- include "imageai-service.podSecurity" . | nindent 6 }}
      {{- include "imageai-service.spread" . | nindent 6 }}
      {{- with include "imageai-service.placement" . }}
      {{- . | nindent 6 }}
      {{- end }}
      terminationGracePeriodSeconds: {{ add .preStopSeconds .values.drainSeconds 15 }}
      containers:
        - name: {{ .component }}
          image: {{ include "imageai-service.image" (dict "root" .root "image" "services") }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args: [node, --enable-source-maps, services/{{ .component }}/dist/main.js]
          {{- include "imageai-service.containerSecurity" . | nindent 10 }}
          envFrom:
            - configMapRef:
                name: {{ include "imageai-service.name" . }}
          env:
            {{- include "imageai-service.secretEnv" (dict "root" .root "component" .component "secrets" .facts.secrets) | nindent 12 }}
          ports:
            {{- range $name, $port := .facts.ports }}
            - name: {{ $name }}
              containerPort: {{ $port }}
            {{- end }}
          {{- include "imageai-service.aliveProbes" . | nindent 10 }}
          readinessProbe:
            {{- if and .facts.ports.grpc .root.Values.mtls.enabled }}
            # The kubelet has no certificate: whether somebody listens is all that it can ask there.
            tcpSocket:
              port: grpc
            {{- else if .facts.ports.grpc }}
            # Whether it answers, not whether all that it needs is there: it says that better itself than a Service without endpoints does.
            grpc:
              port: {{ .facts.ports.grpc }}
            {{- else }}
            httpGet: { path: /readyz, port: health }
            {{- end }}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 6
          lifecycle:
            preStop:
              # Until nobody sends it anything new any more.
              sleep:
                seconds: {{ .preStopSeconds }}
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- include "imageai-service.tlsMount" . | nindent 12 }}
            {{- with .volumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 1Gi
        {{- include "imageai-service.tlsVolume" . | nindent 8 }}
        {{- with .volumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
{{- end -}}
