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

const weight = positive.max(1_000);

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  ...natsSettings,
  AUTH_ADDRESS: address.describe('gRPC of auth, which is told what is gone of deleted accounts.'),
  REMOVAL_GRACE_MS: removalGraceMs,
  HEARTBEAT_TIMEOUT_MS: positive
    .default(10_000)
    .describe('An image without a sign of life for this long is lost, and given out again.'),
  SWEEP_INTERVAL_MS: positive.default(1_000).describe('How often lost, expired and unpublished work is looked for.'),
  OUTBOX_GRACE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000)
    .describe('Age from which the sweep publishes an outbox row that the process which wrote it has not published.'),
  MAX_ATTEMPTS: positive.default(3).describe('The loss of this attempt fails an image into the dead letters.'),
  ACK_WAIT_MS: positive.default(30_000).describe('After how long JetStream gives an unacknowledged image out again.'),
  RESERVATION_MAX_AGE_MS: positive.default(30_000).describe('A job whose reservation is older is refused.'),
  REQUEUE_EXPIRES_IN_S: positive.default(86_400).describe('Deadline of a generation made from a dead letter.'),
  LANE_WEIGHT_ENTERPRISE: weight.default(8).describe('Share of the enterprise lane, for estimates of waiting.'),
  LANE_WEIGHT_PROFESSIONAL: weight.default(3).describe('Share of the professional lane.'),
  LANE_WEIGHT_STARTER: weight.default(1).describe('Share of the starter lane.'),
});

export type Config = z.output<typeof configSchema>;
