import { address, natsSettings, positive, postgresSettings, rpcServerSettings, serviceSettings } from '@imageai/config';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  ...natsSettings,
  GENERATION_ADDRESS: address.describe('gRPC of generation, which is asked whether a reservation has a job.'),
  AUTH_ADDRESS: address.describe('gRPC of auth, which is told that a deleted account is removed.'),
  ADMISSION_TIMEOUT_MS: positive
    .default(1_500)
    .describe('Milliseconds after which an admission that Postgres does not answer is refused as unavailable.'),
  SETTLEMENT_CONCURRENCY: positive.default(128).describe('Events that are settled at once.'),
  SWEEP_INTERVAL_MS: positive
    .default(15_000)
    .describe('Milliseconds between two looks for reservations without a job.'),
});

export type Config = z.output<typeof configSchema>;
