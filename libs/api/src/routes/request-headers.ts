import { z } from 'zod';

/** Headers of every request that makes something. */
export const makingHeaders = z.object({
  'idempotency-key': z
    .string()
    .max(255)
    .optional()
    .describe(
      'Chosen by the client, quoted or bare: a request that is sent again under its key makes nothing twice, and gets the first answer. Kept for 24 hours, for the account and this route.',
    ),
});

/** Headers of a request whose answer waits for the images. */
export const waitingHeaders = makingHeaders.extend({
  'x-cancel-on-disconnect': z
    .string()
    .optional()
    .describe('`true`: the generation is cancelled when the connection is lost. Otherwise it goes on.'),
});

/** Of an answer to a request that was sent again under its key. */
export const replayedHeader = {
  'idempotency-replayed': '`true` where the request was made before under this Idempotency-Key, and nothing was made.',
};
