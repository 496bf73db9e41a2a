{{/*
What the services are, as docs/architecture.md draws it: whom each calls, what it needs, which secrets it takes.
Deployments, settings and NetworkPolicies all come from here, so that they cannot disagree.
*/}}
{{- define "imageai.facts" -}}
gateway:
  calls: [auth, metering, generation, storage, webhooks]
  nats: true
  ports: { http: 8080, health: 9090 }
  public: http
  secrets:
    - { name: SERVICE_TOKEN }
    - { name: NATS_URL }
    - { name: IMAGE_URL_KEYS }
    - { name: MODERATION_API_KEY, optional: true }
    - { name: ADMIN_TOKEN_HASHES, optional: true }
    - { name: OPERATOR_SERVICE_TOKEN, optional: true }
auth:
  calls: []
  postgres: true
  nats: true
  ports: { grpc: 50051, health: 9090 }
  secrets:
    - { name: SERVICE_TOKEN }
    - { name: SERVICE_TOKEN_HASHES, from: callers }
    - { name: POSTGRES_URL }
    - { name: NATS_URL }
    - { name: KEY_PEPPER }
    - { name: SMTP_URL, optional: true }
    - { name: OIDC_PROVIDERS, optional: true }
metering:
  calls: [auth, generation, storage]
  postgres: true
  nats: true
  ports: { grpc: 50051, health: 9090 }
  secrets:
    - { name: SERVICE_TOKEN }
    - { name: SERVICE_TOKEN_HASHES, from: callers }
    - { name: POSTGRES_URL }
    - { name: NATS_URL }
    - { name: USAGE_EXPORT_TOKEN, optional: true }
generation:
  calls: [auth]
  postgres: true
  nats: true
  ports: { grpc: 50051, health: 9090 }
  secrets:
    - { name: SERVICE_TOKEN }
    - { name: SERVICE_TOKEN_HASHES, from: callers }
    - { name: POSTGRES_URL }
    - { name: NATS_URL }
storage:
  calls: [auth]
  postgres: true
  nats: true
  ports: { grpc: 50051, cdn: 8081, health: 9090 }
  public: cdn
  secrets:
    - { name: SERVICE_TOKEN }
    - { name: SERVICE_TOKEN_HASHES, from: callers }
    - { name: POSTGRES_URL }
    - { name: NATS_URL }
    - { name: IMAGE_URL_KEYS }
    - { name: S3_ACCESS_KEY_ID, optional: true }
    - { name: S3_SECRET_ACCESS_KEY, optional: true }
webhooks:
  calls: [auth]
  postgres: true
  nats: true
  ports: { grpc: 50051, health: 9090 }
  secrets:
    - { name: SERVICE_TOKEN }
    - { name: SERVICE_TOKEN_HASHES, from: callers }
    - { name: POSTGRES_URL }
    - { name: NATS_URL }
    - { name: SECRET_KEYS }
    - { name: IMAGE_URL_KEYS }
inference:
  calls: [generation, storage]
  nats: true
  ports: { health: 9090 }
  secrets:
    - { name: SERVICE_TOKEN }
    - { name: NATS_URL }
{{- end -}}

{{/* The settings of one service that are no secret; what the values say goes before what the chart says. */}}
{{- define "imageai.settings" -}}
{{- $ctx := . -}}
{{- $ports := .facts.ports -}}
LOG_LEVEL: {{ .root.Values.logLevel }}
NODE_ENV: production
HEALTH_HOST: 0.0.0.0
HEALTH_PORT: {{ $ports.health | quote }}
RPC_TLS_FOLDER: {{ ternary "/tls" "" .root.Values.mtls.enabled | quote }}
{{- if $ports.grpc }}
GRPC_HOST: 0.0.0.0
GRPC_PORT: {{ $ports.grpc | quote }}
{{- end }}
{{- range .facts.calls }}
{{ . | upper }}_ADDRESS: {{ include "imageai-service.name" (dict "root" $ctx.root "component" .) }}:50051
{{- end }}
{{- if eq .component "gateway" }}
HTTP_HOST: 0.0.0.0
HTTP_PORT: {{ $ports.http | quote }}
PUBLIC_URL: {{ .root.Values.publicUrl }}
CDN_URL: {{ .root.Values.cdnUrl }}
SITE_FOLDER: /opt/imageai/services/console/site
ADMIN_SITE_FOLDER: /opt/imageai/services/console/operators
DRAIN_TIMEOUT_MS: {{ mul .values.drainSeconds 1000 | quote }}
{{- else if eq .component "auth" }}
PUBLIC_URL: {{ .root.Values.publicUrl }}
{{- else if eq .component "storage" }}
CDN_HOST: 0.0.0.0
CDN_PORT: {{ $ports.cdn | quote }}
IMAGE_FOLDER: /images
C2PA_CERTIFICATE_FILE: {{ ternary "/c2pa/tls.crt" "" (ne .root.Values.storage.c2paSecret "") | quote }}
C2PA_PRIVATE_KEY_FILE: {{ ternary "/c2pa/tls.key" "" (ne .root.Values.storage.c2paSecret "") | quote }}
{{- else if eq .component "webhooks" }}
CDN_URL: {{ .root.Values.cdnUrl }}
{{- else if eq .component "inference" }}
MODEL_FOLDERS: {{ include "imageai.modelFolders" . | quote }}
EXECUTION_PROVIDERS: {{ .values.device }}
LANES: {{ join "," .values.lanes | quote }}
SLOTS: {{ .values.slots | quote }}
DRAIN_TIMEOUT_SECONDS: {{ .values.drainSeconds | quote }}
{{- end }}
{{- range $name, $value := .values.settings }}
{{- /* Helm reads every number as a float, and would write 16777216 as 1.6777216e+07. */}}
{{ $name }}: {{ (and (kindIs "float64" $value) (eq (floor $value) $value)) | ternary (printf "%.0f" ($value | toString | float64)) ($value | toString) | quote }}
{{- end }}
{{- end -}}

{{- define "imageai.modelFolders" -}}
{{- $folders := list -}}
{{- range .values.models -}}
{{- $folders = append $folders (ternary "/opt/imageai/models/embedded" (printf "/models/%s" .) (eq . "embedded")) -}}
{{- end -}}
{{- join "," $folders -}}
{{- end -}}

{{- define "imageai.imageClaim" -}}
{{ .Values.storage.existingClaim | default (printf "%s-images" (include "imageai-service.fullname" (dict "root" .))) }}
{{- end -}}

{{- define "imageai.modelClaim" -}}
{{ .Values.models.claim.existingClaim | default (printf "%s-models" (include "imageai-service.fullname" (dict "root" .))) }}
{{- end -}}

{{/* Host of a URL, without its port. */}}
{{- define "imageai.host" -}}
{{ (urlParse .).hostname }}
{{- end -}}

{{/* A pool with what it does not say itself. */}}
{{- define "imageai.pool" -}}
{{ toYaml (mergeOverwrite (deepCopy .root.Values.inference.defaults) (deepCopy (.pool | default dict))) }}
{{- end -}}

{{/* One token of a NATS subject, as libs/contracts writes it: only for the names that model folders have. */}}
{{- define "imageai.subjectToken" -}}
{{- range $character := splitList "" . -}}
{{- if regexMatch "^[A-Za-z0-9_-]$" $character -}}{{ $character }}{{- else if eq $character "." -}}=2e{{- end -}}
{{- end -}}
{{- end -}}
