{{/*
Every alert: what is measured, for how long, how urgent, and one sentence. The runbook is the name in kebab-case below
docs/operations/runbooks. `$ns` stands for the selector of the release's namespace.
*/}}
{{- define "imageai.alerts" -}}
{{- $ns := printf "namespace=%q" .Release.Namespace -}}
- name: ServiceDown
  runbook: service-down
  for: 3m
  severity: critical
  expr: sum by (service) (up{ {{- $ns }},service=~"{{ include "imageai-service.fullname" (dict "root" .) }}-(gateway|auth|metering|generation|storage|webhooks)"}) == 0
  summary: "No process of {{ "{{ $labels.service }}" }} answers."
- name: RequestsFail
  runbook: requests-fail
  for: 5m
  severity: critical
  expr: sum(rate(imageai_gateway_request_seconds_count{ {{- $ns }},status=~"5.."}[5m])) / sum(rate(imageai_gateway_request_seconds_count{ {{- $ns }}}[5m])) > 0.01
  summary: More than one request in a hundred is answered 5xx.
- name: AcceptanceSlow
  runbook: acceptance-slow
  for: 10m
  severity: warning
  expr: histogram_quantile(0.99, sum by (le) (rate(imageai_gateway_accept_seconds_bucket{ {{- $ns }}}[5m]))) > 1
  summary: One request in a hundred waits more than a second until its job is durable.
- name: ImagesWaitLong
  runbook: images-wait-long
  for: 5m
  severity: warning
  expr: max by (lane) (imageai_generation_oldest_waiting_seconds{ {{- $ns }}}) > 120
  summary: "The oldest image of the lane {{ "{{ $labels.lane }}" }} waits for more than two minutes."
- name: NoWorkers
  runbook: no-workers
  for: 10m
  severity: critical
  expr: sum(max by (lane) (imageai_generation_queue_depth{ {{- $ns }}})) > 0 unless sum(up{ {{- $ns }},service="{{ include "imageai-service.name" (dict "root" . "component" "inference") }}"}) > 0
  summary: Images wait and no worker runs.
- name: WorkersLost
  runbook: workers-lost
  for: 0m
  severity: warning
  expr: sum(increase(imageai_generation_attempts_lost_total{ {{- $ns }}}[15m])) > 5
  summary: Workers die in the middle of images.
- name: ImagesFailForGood
  runbook: images-fail-for-good
  for: 0m
  severity: warning
  expr: sum(increase(imageai_generation_dead_letters_total{ {{- $ns }}}[15m])) > 0
  summary: Images went into the dead letters.
- name: OutboxStands
  runbook: outbox-stands
  for: 5m
  severity: critical
  expr: max(imageai_generation_outbox_rows{ {{- $ns }}}) > 100 and sum(rate(imageai_generation_outbox_published_total{ {{- $ns }}}[5m])) == 0
  summary: What generation has to send is not sent.
- name: ReservationsAbandoned
  runbook: reservations-abandoned
  for: 0m
  severity: warning
  expr: sum(increase(imageai_reservations_abandoned_total{ {{- $ns }}}[15m])) > 10
  summary: Requests were admitted whose jobs were never made.
- name: WebhooksLate
  runbook: webhooks-late
  for: 10m
  severity: warning
  expr: max(imageai_webhooks_due{ {{- $ns }}}) > 1000
  summary: Deliveries are due and nobody takes them.
- name: ModerationAway
  runbook: moderation-away
  for: 5m
  severity: critical
  expr: sum(rate(imageai_gateway_moderation_failures_total{ {{- $ns }}}[5m])) > 0
  summary: The moderation endpoint does not answer; prompts are refused or pass unseen, as MODERATION_WHEN_AWAY says.
- name: MailsFail
  runbook: mails-fail
  for: 30m
  severity: warning
  expr: sum(rate(imageai_auth_mails_total{ {{- $ns }},outcome!="sent"}[30m])) > 0 unless sum(rate(imageai_auth_mails_total{ {{- $ns }},outcome="sent"}[30m])) > 0
  summary: Mails fail and none is sent.
- name: ManifestCertificateEnds
  runbook: manifest-certificate-ends
  for: 1h
  severity: warning
  expr: min(imageai_storage_manifest_certificate_expiration_timestamp_seconds{ {{- $ns }}} > 0) - time() < 14 * 86400
  summary: The certificate that image files get C2PA manifests by ends within two weeks.
- name: ImageVolumeFull
  runbook: image-volume-full
  for: 10m
  severity: critical
  expr: kubelet_volume_stats_available_bytes{ {{- $ns }},persistentvolumeclaim="{{ include "imageai.imageClaim" . }}"} / kubelet_volume_stats_capacity_bytes{ {{- $ns }},persistentvolumeclaim="{{ include "imageai.imageClaim" . }}"} < 0.1
  summary: Less than a tenth of the image volume is free.
{{- end -}}
