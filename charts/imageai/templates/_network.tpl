{{/* Rules of NetworkPolicies. */}}

{{/* To a backing service: its peers, or anywhere, on one port. */}}
{{- define "imageai.toBacking" -}}
{{- with .peers }}
- to:
    {{- toYaml . | nindent 4 }}
  ports:
    - { port: {{ $.port }}, protocol: TCP }
{{- else }}
- ports:
    - { port: {{ .port }}, protocol: TCP }
{{- end }}
{{- end -}}

{{- define "imageai.toPostgres" -}}
{{- if .Values.postgres.cloudNativePg.enabled }}
- to:
    - podSelector:
        matchLabels:
          cnpg.io/cluster: {{ include "imageai-service.fullname" (dict "root" .) }}-postgres
  ports:
    - { port: 5432, protocol: TCP }
{{- else }}
{{- include "imageai.toBacking" .Values.postgres }}
{{- end }}
{{- end -}}

{{- define "imageai.toNames" -}}
- to:
    {{- toYaml .Values.networkPolicy.dnsPeers | nindent 4 }}
  ports:
    - { port: 53, protocol: UDP }
    - { port: 53, protocol: TCP }
{{- end -}}

{{- define "imageai.toOutside" -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        {{- with .except }}
        except: {{ toJson . }}
        {{- end }}
  {{- with .ports }}
  ports:
    {{- range . }}
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
  {{- end }}
{{- end -}}

{{/* To the ingress controller, wherever it is: inside the cluster its ports are its own affair, outside they are those of the URLs. */}}
{{- define "imageai.toIngress" -}}
{{- $peers := .Values.networkPolicy.ingressPeers }}
{{- with $peers }}
- to:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- include "imageai.toOutside" (dict "ports" (ternary (list 80 443) (list) (not (empty $peers)))) | nindent 0 }}
{{- end -}}

{{- define "imageai.fromMonitoring" -}}
- {{- with .Values.networkPolicy.monitoringPeers }}
  from:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  ports:
    - { port: health, protocol: TCP }
{{- end -}}
