import { join } from 'node:path';
import { roleOf, type SchemaOwner, schemaOwners } from '@imageai/db';
import { type NatsService, natsServices } from '@imageai/messaging';
import type { Layout } from './layout.js';
import type { Ports } from './ports.js';
import { OPERATOR, type Secrets, sha256, tokenHashes } from './secrets.js';
import type { ServiceName } from './service-names.js';

export interface ServiceContext {
  root: string;
  layout: Layout;
  ports: Ports;
  secrets: Secrets;
  /** With the users who may do everything; services get their own. */
  postgresUrl: string;
  natsUrl: string;
  publicUrl: string;
  cdnUrl: string;
  modelFolders: readonly string[];
  /** For every service; benchmarks choose another engine with it. */
  env?: Record<string, string>;
}

/** Beside Postgres and NATS, which libs/db and libs/messaging say. */
interface ServiceNeeds {
  /** Whom it calls by gRPC. */
  calls?: readonly ('auth' | 'metering' | 'generation' | 'storage' | 'webhooks')[];
  settings?(context: ServiceContext): Record<string, string>;
}

const SERVICES: Record<ServiceName, ServiceNeeds> = {
  auth: {
    settings: ({ secrets, publicUrl }) => ({ KEY_PEPPER: secrets.keyPepper, PUBLIC_URL: publicUrl }),
  },
  metering: { calls: ['auth', 'generation', 'storage'] },
  generation: { calls: ['auth'] },
  storage: {
    calls: ['auth'],
    settings: ({ layout, ports, secrets }) => ({
      CDN_HOST: '0.0.0.0',
      CDN_PORT: String(ports.services.storage.cdn),
      IMAGE_URL_KEYS: secrets.imageUrlKey,
      IMAGE_FOLDER: layout.images,
    }),
  },
  webhooks: {
    calls: ['auth'],
    settings: ({ secrets, cdnUrl }) => ({
      CDN_URL: cdnUrl,
      IMAGE_URL_KEYS: secrets.imageUrlKey,
      SECRET_KEYS: `local:${secrets.webhookSecretKey}`,
      // Whoever tries webhooks out has their receiver on this machine.
      WEBHOOKS_ALLOWED_RANGES: '127.0.0.0/8,::1/128',
    }),
  },
  inference: {
    calls: ['generation', 'storage'],
    settings: ({ layout, modelFolders }) => ({
      MODEL_FOLDERS: modelFolders.join(','),
      OPTIMISED_FOLDER: layout.optimisedGraphs,
    }),
  },
  gateway: {
    calls: ['auth', 'metering', 'generation', 'storage', 'webhooks'],
    settings: ({ root, ports, secrets, cdnUrl }) => ({
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: String(ports.services.gateway.http),
      CDN_URL: cdnUrl,
      IMAGE_URL_KEYS: secrets.imageUrlKey,
      ADMIN_PORT: String(ports.services.gateway.admin),
      ADMIN_TOKEN_HASHES: JSON.stringify({ [OPERATOR]: sha256(secrets.adminToken) }),
      OPERATOR_SERVICE_TOKEN: secrets.tokens[OPERATOR] ?? '',
      SITE_FOLDER: join(root, 'services', 'console', 'dist', 'site'),
      ADMIN_SITE_FOLDER: join(root, 'services', 'console', 'dist', 'operators'),
    }),
  },
};

export function entryOf(root: string, service: ServiceName, program: 'main' | 'migrate' = 'main'): string {
  return join(root, 'services', service, 'dist', `${program}.js`);
}

/** Where a service answers gRPC. */
export function addressOf(ports: Ports, service: ServiceName): string {
  return `127.0.0.1:${ports.services[service].grpc}`;
}

/** The whole environment of one service. Settings of ours win over what the shell happens to hold. */
export function serviceEnvironment(service: ServiceName, context: ServiceContext): Record<string, string> {
  const { ports, secrets, layout } = context;
  const { grpc, health } = ports.services[service];
  const needs = SERVICES[service];
  return {
    LOG_LEVEL: 'info',
    ...inherited(),
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: layout.compileCache,
    SERVICE_TOKEN: secrets.tokens[service] ?? '',
    SERVICE_TOKEN_HASHES: JSON.stringify(tokenHashes(secrets)),
    HEALTH_HOST: '127.0.0.1',
    HEALTH_PORT: String(health),
    ...(grpc !== undefined && { GRPC_HOST: '127.0.0.1', GRPC_PORT: String(grpc) }),
    ...(owns(service) && {
      POSTGRES_URL: asUser(context.postgresUrl, roleOf(service), secrets.postgresPasswords[service]),
    }),
    ...(usesNats(service) && { NATS_URL: asUser(context.natsUrl, service, secrets.natsPasswords[service]) }),
    ...Object.fromEntries((needs.calls ?? []).map((name) => [`${name.toUpperCase()}_ADDRESS`, addressOf(ports, name)])),
    ...needs.settings?.(context),
    ...context.env,
  };
}

const owns = (service: ServiceName): service is SchemaOwner & ServiceName =>
  (schemaOwners as readonly string[]).includes(service);

const usesNats = (service: ServiceName): service is NatsService & ServiceName =>
  (natsServices as readonly string[]).includes(service);

function asUser(address: string, user: string, password: string): string {
  const url = new URL(address);
  url.username = user;
  url.password = password;
  return url.href;
}

/** Ours, so that `LOG_LEVEL=debug npm start` does what it says, without what package managers and test runners add. */
function inherited(): Record<string, string> {
  const foreign = /^(npm_|JEST_|NX_|NODE_OPTIONS$|FORCE_COLOR$|NO_COLOR$)/i;
  const entries = Object.entries(process.env).filter(([name, value]) => value !== undefined && !foreign.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}
