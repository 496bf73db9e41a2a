import { z } from 'zod';

/** The answer of `DELETE /api/account`. */
export const deletedAccount = z
  .strictObject({ id: z.string().regex(/^acct_[0-9a-z]+$/), deleted_at: z.iso.datetime() })
  .meta({ id: 'DeletedAccount' });

export type DeletedAccount = z.output<typeof deletedAccount>;
