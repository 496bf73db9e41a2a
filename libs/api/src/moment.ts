import { z } from 'zod';
import { queryText } from './text.js';

const momentFault = 'must be a date (2026-11-01) or a time with its zone (2026-11-01T12:00:00Z), from 2000 to 2199';

/** A date of UTC or a time with its zone, as ISO 8601 has them. */
export const moment = () =>
  queryText(40)
    .refine(
      (text) => z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success,
      {
        error: momentFault,
        abort: true,
      },
    )
    .refine((text) => /^2[01]/.test(text), { error: momentFault });
