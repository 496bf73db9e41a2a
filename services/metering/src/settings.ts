/** What the service's own parts need of its configuration. */
export interface MeteringSettings {
  readonly admissionTimeoutMs: number;
  readonly sweepIntervalMs: number;
}
