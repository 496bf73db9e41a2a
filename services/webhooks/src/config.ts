import {
  address,
  natsSettings,
  positive,
  postgresSettings,
  removalGraceMs,
  rpcServerSettings,
  serviceSettings,
} from '@imageai/config';
import { imageUrlSettings } from '@imageai/image-urls';
import { z } from 'zod';
import { parsePorts, parseRanges } from './egress/egress-settings.js';
import { parseSecretKeys } from './secrets/secret-keys.js';

/** A text in a notation of its own: read here only to say what is wrong with it before anything starts. */
const readableBy = (parse: (text: string) => unknown) =>
  z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      context.addIssue((error as Error).message);
    }
  });

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  ...natsSettings,
  AUTH_ADDRESS: address.describe('gRPC of auth, which is told what is gone of deleted accounts.'),
  REMOVAL_GRACE_MS: removalGraceMs,
  ...imageUrlSettings,
  SECRET_KEYS: readableBy(parseSecretKeys).describe(
    'Keys that signing secrets are encrypted with at rest: `name:64 hex digits`, separated by commas. The first encrypts; the others only decrypt what was written with them.',
  ),
  WEBHOOKS_ALLOWED_RANGES: readableBy(parseRanges)
    .optional()
    .describe(
      'Address ranges (CIDR, separated by commas) that may be called though they are not public: `10.1.0.0/16`, or `127.0.0.0/8` for receivers on this machine.',
    ),
  WEBHOOKS_DENIED_RANGES: readableBy(parseRanges)
    .optional()
    .describe('Address ranges that may not be called though they are public; stronger than the allowed ones.'),
  WEBHOOKS_ALLOWED_PORTS: readableBy(parsePorts)
    .default('80,443,1024-65535')
    .describe('Ports that may be called: numbers and ranges, separated by commas.'),
  ENDPOINTS_PER_ACCOUNT: positive.default(10).describe('Endpoints that one account may have.'),
  DELIVERY_CONCURRENCY: positive.default(256).describe('Tries under way at once, in one process.'),
  ENDPOINT_CONCURRENCY: positive
    .default(16)
    .describe(
      'Tries under way at once to one endpoint, or to the URLs of one account’s requests, in one process; to an endpoint whose last try failed it is one.',
    ),
  ATTEMPT_TIMEOUT_MS: positive
    .max(60_000)
    .default(15_000)
    .describe('How long one try may take: name, connection, headers and body together.'),
  DISABLE_AFTER_DAYS: positive.default(5).describe('An endpoint that does nothing but fail for so long is disabled.'),
  RETENTION_DAYS: positive
    .min(8)
    .default(30)
    .describe(
      'How long deliveries are kept to be listed and replayed; longer than the seven days of the event stream.',
    ),
  POLL_INTERVAL_MS: positive.default(1_000).describe('How often deliveries that are due are looked for.'),
});

export type Config = z.output<typeof configSchema>;
