{{/* TLS between services: (dict "root" $ "component" "auth"). */}}

{{- define "imageai-service.tlsSecret" -}}
{{ include "imageai-service.name" . }}-rpc-tls
{{- end -}}

{{- define "imageai-service.certificate" -}}
{{- $name := include "imageai-service.name" . -}}
{{- $namespace := .root.Release.Namespace -}}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {{ include "imageai-service.tlsSecret" . }}
  labels:
    {{- include "imageai-service.labels" . | nindent 4 }}
spec:
  secretName: {{ include "imageai-service.tlsSecret" . }}
  duration: {{ .root.Values.mtls.duration }}
  renewBefore: {{ .root.Values.mtls.renewBefore }}
  # The first is the name that others call it by.
  dnsNames: [{{ $name }}, {{ $name }}.{{ $namespace }}, {{ $name }}.{{ $namespace }}.svc, {{ $name }}.{{ $namespace }}.svc.cluster.local]
  usages: [digital signature, server auth, client auth]
  privateKey:
    algorithm: ECDSA
    size: 256
    rotationPolicy: Always
  issuerRef:
    group: cert-manager.io
    kind: {{ .root.Values.mtls.issuerKind }}
    name: {{ required "mtls.issuerName: say which issuer signs the services' certificates." .root.Values.mtls.issuerName }}
{{- end -}}

{{/* The whole folder and no subPath: only so are renewed files seen by a running pod. */}}
{{- define "imageai-service.tlsMount" -}}
{{- if .root.Values.mtls.enabled }}
- name: tls
  mountPath: /tls
  readOnly: true
{{- end }}
{{- end -}}

{{- define "imageai-service.tlsVolume" -}}
{{- if .root.Values.mtls.enabled }}
- name: tls
  secret:
    secretName: {{ include "imageai-service.tlsSecret" . }}
    # 0440, which not every reader of YAML takes for octal.
    defaultMode: 288
{{- end }}
{{- end -}}
