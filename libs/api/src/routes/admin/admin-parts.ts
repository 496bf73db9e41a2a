import { z } from 'zod';

/** What all routes of operators have in common. */
export const operators = { access: 'operator' } as const;

export const accountParams = z.strictObject({ id: z.string().describe('Of the account: `acct_…`.') });

const ifMatch = '`"4"`, as the `ETag` of what was looked at says; `*`: whatever it is by now.';

/** Of a change that would undo another's unseen. */
export const versionedHeaders = z.object({ 'if-match': z.string().describe(ifMatch) });

/** Of a change that cannot wait for a look. */
export const maybeVersionedHeaders = z.object({
  'if-match': z.string().optional().describe(`${ifMatch} Left out, the same.`),
});

export const etag = { etag: 'Its version, for `If-Match`.' };

export const versionErrors = ['version_required', 'version_conflict', 'parameter_invalid'] as const;
export const maybeVersionErrors = ['version_conflict', 'parameter_invalid'] as const;
