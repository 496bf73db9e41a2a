import { z } from 'zod';

/** A TCP port; 0 lets the system choose. */
export const port = z.coerce.number().int().min(0).max(65535);

/** A whole number of at least one. */
export const positive = z.coerce.number().int().min(1);

/** "host:port" of a gRPC service. */
export const address = z.string().regex(/^[^\s:]+:\d+$/, 'must look like host:port');

/** Of services that hold something of accounts. */
export const removalGraceMs = positive
  .default(60_000)
  .describe(
    'How long after the deletion of an account something of it may still come, from calls under way: only a look after that proves that nothing is left.',
  );

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Settings that every service has. */
export const serviceSettings = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info').describe('What is logged.'),
  HEALTH_HOST: z.string().default('127.0.0.1').describe('Where /livez, /readyz and /metrics listen.'),
  HEALTH_PORT: port.describe('Port of /livez, /readyz and /metrics.'),
  SERVICE_TOKEN: z.string().min(16).describe('The secret that this service shows to the others.'),
  RPC_TLS_FOLDER: z
    .string()
    .optional()
    .describe(
      'A folder with tls.crt, tls.key and ca.crt: calls between services are encrypted then, and both sides show a certificate. Read again when they change.',
    ),
};

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const tokenHashes = z.record(z.string(), z.union([sha256, z.array(sha256)]));

/** Settings of services that others call by gRPC. */
export const rpcServerSettings = {
  GRPC_HOST: z.string().default('127.0.0.1').describe('Where gRPC listens.'),
  GRPC_PORT: port.describe('Port of gRPC.'),
  SERVICE_TOKEN_HASHES: z
    .string()
    .transform((text, context) => {
      try {
        return tokenHashes.parse(JSON.parse(text));
      } catch {
        context.addIssue('must be a JSON object of caller names and SHA-256 hashes in hex, or lists of them');
        return z.NEVER;
      }
    })
    .describe(
      'Who may call: caller name to the SHA-256 of its SERVICE_TOKEN, in hex; a list of them while one is replaced.',
    ),
};

export const postgresSettings = {
  POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('The database; the service uses its own schema in it.'),
  POSTGRES_POOL_SIZE: positive.default(10).describe('Connections of one process.'),
};

export const natsSettings = {
  NATS_URL: z.url({ protocol: /^(nats|tls)$/ }).describe('NATS with JetStream; user and password in the URL.'),
};
