import { z } from 'zod';
import { queryText } from './text.js';

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
  cursor: queryText(256).optional().describe('The next_cursor of the page before.'),
};
