{{/* Names and labels. Every template here takes (dict "root" $ "component" "auth"), some of them more. */}}

{{- define "imageai-service.fullname" -}}
{{- $root := .root -}}
{{- if $root.Values.fullnameOverride -}}
{{- $root.Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default $root.Chart.Name $root.Values.nameOverride -}}
{{- if contains $name $root.Release.Name -}}
{{- $root.Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" $root.Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "imageai-service.name" -}}
{{ include "imageai-service.fullname" . }}-{{ .component }}
{{- end -}}

{{- define "imageai-service.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Values.nameOverride | default .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .pool }}
imageai/pool: {{ . }}
{{- end }}
{{- end -}}

{{- define "imageai-service.labels" -}}
{{ include "imageai-service.selectorLabels" . }}
app.kubernetes.io/part-of: imageai
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{/* A Secret of the installation, by what it is for. */}}
{{- define "imageai-service.secretName" -}}
{{ .root.Values.secrets.prefix | default (include "imageai-service.fullname" .) }}-{{ .secret }}
{{- end -}}

{{- define "imageai-service.image" -}}
{{- $image := .root.Values.image -}}
{{- $repository := get $image .image -}}
{{- $path := ternary (printf "%s/%s" $image.registry $repository) $repository (ne $image.registry "") -}}
{{- with get $image.digests $repository -}}
{{ $path }}@{{ . }}
{{- else -}}
{{ $path }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end -}}
