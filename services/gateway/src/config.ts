import { parseNetwork } from '@imageai/api';
import { address, flag, natsSettings, port, positive, rpcServerSettings, serviceSettings } from '@imageai/config';
import { imageUrlSettings } from '@imageai/image-urls';
import { z } from 'zod';

/** "10.0.0.0/8, 192.0.2.7" */
const networks = z.string().transform((text, context) => {
  const parts = text.split(',').map((part) => part.trim());
  const found = parts.map(parseNetwork).filter((network) => network !== undefined);
  if (found.length < parts.length) context.addIssue('must be networks such as 10.0.0.0/8, separated by commas');
  return found;
});

const settings = z.object({
  ...serviceSettings,
  HTTP_HOST: z.string().default('127.0.0.1').describe('Where the public API listens.'),
  HTTP_PORT: port.describe('Port of the public API.'),
  ...imageUrlSettings,
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe(
      'Where clients reach this API; the start of status URLs. Taken from the Host of each request where absent.',
    ),
  AUTH_ADDRESS: address.describe('gRPC of auth.'),
  METERING_ADDRESS: address.describe('gRPC of metering.'),
  GENERATION_ADDRESS: address.describe('gRPC of generation.'),
  NATS_URL: natsSettings.NATS_URL.optional().describe(
    'NATS, where workers tell of their progress; user and password in the URL. Without it no progress is shown.',
  ),
  STORAGE_ADDRESS: address.describe('gRPC of storage.'),
  WEBHOOKS_ADDRESS: address.describe('gRPC of webhooks.'),
  SYNC_DEADLINE_SECONDS: positive
    .default(600)
    .describe('How long a synchronous request may take until all its images are stored.'),
  KEY_CACHE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(800)
    .default(800)
    .describe('Age, from the moment of asking, up to which what auth said of a key is believed.'),
  KEY_CACHE_SIZE: positive.default(10_000).describe('Keys remembered at once.'),
  PEER_PATIENCE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(2_000)
    .describe('How long auth and metering may be away before a request is refused as unavailable.'),
  CREATE_PATIENCE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(25_000)
    .default(15_000)
    .describe(
      'How long generation may be away before a reserved request is refused; below the age of a stale reservation.',
    ),
  MODERATION_POLICY_FILE: z
    .string()
    .optional()
    .describe('The JSON file that says which prompts are refused; the policy of libs/moderation where absent.'),
  MODERATION_CLASSIFIER: z
    .string()
    .optional()
    .describe('An ES module with createClassifier(), asked about each prompt that the policy lets pass.'),
  MODERATION_TEXT_CLASSIFIER: z
    .string()
    .optional()
    .describe(
      'The folder of a text classifier exported to ONNX, asked likewise; the policy says what its labels mean.',
    ),
  MODERATION_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('A moderation endpoint of the shape of OpenAI’s, asked likewise.'),
  MODERATION_API_KEY: z.string().optional().describe('What is shown to the moderation endpoint as a bearer token.'),
  MODERATION_MODEL: z.string().optional().describe('The model that the moderation endpoint is asked for.'),
  MODERATION_TIMEOUT_MS: positive.default(2_000).describe('How long classifiers and endpoint may take.'),
  MODERATION_WHEN_AWAY: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe('What happens to prompts that a classifier or endpoint cannot be asked about: 503, or they pass.'),
  MODERATION_LOG_PROMPTS: flag.default(false).describe('Whether the log shows the prompts that were refused.'),
  IMAGE_PATIENCE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(15_000)
    .describe('How long storage may be away before an answer that carries images is given up; they are made by then.'),
  TRUSTED_PROXIES: networks
    .default([])
    .describe('Networks of the proxies whose X-Forwarded-For is believed, separated by commas.'),
  READS_PER_MINUTE: positive.default(600).describe('GET and DELETE requests a minute of one account, in one process.'),
  SITE_FOLDER: z.string().optional().describe('The folder of the built website; without it there is the API alone.'),
  DRAIN_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(25_000)
    .describe('How long waiting requests may still take after SIGTERM; then they are answered 503.'),
  ADMIN_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Where the operators’ API listens. It has no TLS: beyond loopback, something in front of it must.'),
  ADMIN_PORT: port.optional().describe('Port of the operators’ API; without one there is none.'),
  ADMIN_SITE_FOLDER: z
    .string()
    .optional()
    .describe('The folder of the built pages for operators; without it their port has the API alone.'),
  ADMIN_TOKEN_HASHES: rpcServerSettings.SERVICE_TOKEN_HASHES.optional().describe(
    'Who operators are: name, as the audit log has it, to the SHA-256 of their token, in hex.',
  ),
  OPERATOR_SERVICE_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('What the operators’ API shows to the services, as their caller `operator`.'),
});

export const configSchema = settings.superRefine((given, context) => {
  if (given.ADMIN_PORT === undefined) return;
  for (const name of ['ADMIN_TOKEN_HASHES', 'OPERATOR_SERVICE_TOKEN'] as const) {
    if (given[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: 'is needed' });
  }
});

export type Config = z.output<typeof configSchema>;
