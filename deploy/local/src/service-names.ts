/** In the order in which they are started. */
export const SERVICE_NAMES = ['auth', 'metering', 'generation', 'storage', 'webhooks', 'inference', 'gateway'] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** First those that take work, then those that do it, last those that others need to finish theirs. */
export const DRAIN_ORDER: readonly (readonly string[])[] = [
  ['gateway'],
  ['inference'],
  ['generation'],
  ['metering', 'webhooks', 'storage', 'auth'],
  ['nats'],
  ['postgres'],
];
