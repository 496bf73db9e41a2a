import { z } from 'zod';
import { pageQuery } from './page-query.js';
import { queryText } from './text.js';

const time = z.iso.datetime({ offset: true, error: 'must be a time in ISO 8601, with its offset' });

/** The query of `GET /api/audit`. */
export const listAuditEntries = z.strictObject({
  ...pageQuery,
  action: queryText(200)
    .optional()
    .describe('Only this act (`key.create`), or with a dot at its end all that begin so (`key.`).'),
  actor_id: queryText(200).optional().describe('Only acts by this user, key or operator.'),
  target_id: queryText(200).optional().describe('Only acts on this.'),
  since: time.optional().describe('Only acts at or after it.'),
  until: time.optional().describe('Only acts before it.'),
});

export const actorKinds = ['user', 'key', 'operator', 'system', 'anonymous'] as const;

/** Who did what to what, and from where. */
export const auditEntry = z
  .strictObject({
    id: z.string().describe('Grows with time.'),
    occurred_at: z.iso.datetime(),
    actor_kind: z.enum(actorKinds),
    actor_id: z.string().nullable(),
    action: z.string().describe('What was done.'),
    target_id: z.string().nullable().describe('What it was done to; null: the account itself.'),
    address: z.string().nullable().describe('The IP address that it was asked from.'),
    request_id: z.string().nullable().describe('The `x-request-id` of the request.'),
    details: z.record(z.string(), z.string()).describe('What changed, by name; never a secret.'),
  })
  .meta({ id: 'AuditEntry' });

/** The answer of `GET /api/audit`, newest first. */
export const auditPage = z
  .strictObject({
    data: z.array(auditEntry),
    has_more: z.boolean(),
    next_cursor: z.string().nullable().describe('Send it as cursor for the next page; null on the last.'),
  })
  .meta({ id: 'AuditPage' });

export type ListAuditEntriesQuery = z.output<typeof listAuditEntries>;
export type AuditEntryResource = z.output<typeof auditEntry>;
export type AuditPage = z.output<typeof auditPage>;
export type ActorKindName = (typeof actorKinds)[number];
