{{- define "imageai.poolResources" -}}
{{- $resources := deepCopy .resources -}}
{{- if eq .device "cuda" -}}
{{- $_ := set $resources "limits" (merge (dict .gpu.resource (toString .gpu.count)) ($resources.limits | default dict)) -}}
{{- end -}}
{{ toYaml $resources }}
{{- end -}}

{{/* A node that either of the labels says has a GPU, and, where products are named, one of these. */}}
{{- define "imageai.gpuAffinity" -}}
{{- $gpu := .gpu -}}
nodeAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    nodeSelectorTerms:
      {{- range $gpu.presenceLabels }}
      - matchExpressions:
          - { key: {{ . }}, operator: In, values: ["true"] }
          {{- with $gpu.products }}
          - { key: {{ $gpu.productLabel }}, operator: In, values: {{ . | toJson }} }
          {{- end }}
      {{- end }}
{{- end -}}
