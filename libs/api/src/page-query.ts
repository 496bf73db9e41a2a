import { z } from 'zod';

const limit = 'must be an integer from 1 to 100';

/** What every list takes. */
export const pageQuery = {
  limit: z.coerce
    .number({ error: limit })
    .int({ error: limit })
    .min(1, { error: limit })
    .max(100, { error: limit })
    .default(20)
    .describe('How many of them on a page.'),
  cursor: z
    .string({ error: 'must be sent once' })
    .max(256, { error: 'must be the next_cursor of an earlier page' })
    .optional()
    .describe('The next_cursor of the page before.'),
};
