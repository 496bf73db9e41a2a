import {
  address,
  natsSettings,
  positive,
  postgresSettings,
  removalGraceMs,
  rpcServerSettings,
  serviceSettings,
} from '@imageai/config';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  ...natsSettings,
  GENERATION_ADDRESS: address.describe(
    'gRPC of generation, which is asked whether a reservation has a job, and what has ended.',
  ),
  STORAGE_ADDRESS: address.describe('gRPC of storage, which is asked whether it knows the images that were charged.'),
  AUTH_ADDRESS: address.describe('gRPC of auth, which is told that a deleted account is removed.'),
  ADMISSION_TIMEOUT_MS: positive
    .default(1_500)
    .describe('Milliseconds after which an admission that Postgres does not answer is refused as unavailable.'),
  SETTLEMENT_CONCURRENCY: positive.default(128).describe('Events that are settled at once.'),
  SWEEP_INTERVAL_MS: positive
    .default(15_000)
    .describe('Milliseconds between two looks for reservations without a job.'),
  REMOVAL_GRACE_MS: removalGraceMs,
  BOOKS_CHECK_INTERVAL_MS: positive
    .max(2 ** 31 - 1)
    .default(86_400_000)
    .describe('Milliseconds between two comparisons of all sums with the ledger.'),
  USAGE_EXPORT_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('A file that used images are appended to, as CloudEvents, one line of JSON each.'),
  USAGE_EXPORT_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where used images are posted as batches of CloudEvents, as OpenMeter takes them (…/api/v1/events).'),
  USAGE_EXPORT_TOKEN: z.string().min(1).optional().describe('What is shown to USAGE_EXPORT_URL as a bearer token.'),
  USAGE_EXPORT_SOURCE: z
    .string()
    .min(1)
    .default('/imageai/metering')
    .describe('`source` of the exported events; tells installations apart that export to one place.'),
  USAGE_EXPORT_INTERVAL_MS: positive.default(10_000).describe('Milliseconds between two exports.'),
  USAGE_EXPORT_TIMEOUT_MS: positive.default(10_000).describe('Milliseconds that USAGE_EXPORT_URL has for an answer.'),
});

export type Config = z.output<typeof configSchema>;
