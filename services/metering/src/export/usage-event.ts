import type { LedgerRow } from '../db/schema.js';

/** One image that was charged, as a CloudEvent (https://cloudevents.io, version 1.0). */
export interface UsageEvent {
  readonly specversion: '1.0';
  /** The image's: with `source` it is what repetitions are known by. */
  readonly id: string;
  readonly source: string;
  readonly type: 'imageai.image.used';
  /** The account. */
  readonly subject: string;
  /** When its generation was accepted: within the month that it is charged to. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: {
    readonly images: number;
    readonly month: string;
    readonly generation_id: string;
    readonly key_id: string;
    readonly style: string;
    readonly size: string;
    readonly model: string;
  };
}

export const toUsageEvent = (row: LedgerRow, source: string): UsageEvent => ({
  specversion: '1.0',
  id: row.image_id,
  source,
  type: 'imageai.image.used',
  subject: row.account_id,
  time: (row.accepted_at ?? row.created_at).toISOString(),
  datacontenttype: 'application/json',
  data: {
    images: row.images,
    month: row.month,
    generation_id: row.generation_id,
    key_id: row.key_id,
    style: row.style,
    size: row.size,
    model: row.model,
  },
});

/** Where events go. */
export interface UsageSink {
  /** Its cursor is kept under this name. */
  readonly name: string;
  /** Resolves when they are safe there; a batch that failed comes again, whole. */
  send(events: readonly UsageEvent[]): Promise<void>;
}
