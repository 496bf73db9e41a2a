import { z } from 'zod';
import { auditEntry, listAuditEntries } from '../audit-resource.js';
import { queryText } from '../text.js';

/** The query of `GET /admin/audit`. */
export const listAllAuditEntries = listAuditEntries.extend({
  account_id: queryText(200).optional().describe('Only acts that concern this account.'),
});

export const adminAuditEntry = auditEntry
  .extend({ account_id: z.string().nullable().describe('Whose account it concerned; null: none’s.') })
  .meta({ id: 'AdminAuditEntry' });

/** The answer of `GET /admin/audit`, newest first. */
export const adminAuditPage = z
  .strictObject({ data: z.array(adminAuditEntry), has_more: z.boolean(), next_cursor: z.string().nullable() })
  .meta({ id: 'AdminAuditPage' });

export type ListAllAuditEntriesQuery = z.output<typeof listAllAuditEntries>;
export type AdminAuditEntry = z.output<typeof adminAuditEntry>;
export type AdminAuditPage = z.output<typeof adminAuditPage>;
