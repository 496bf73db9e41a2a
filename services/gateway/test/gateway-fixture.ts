import { newApiKey } from '@imageai/api';
import type { Principal } from '@imageai/contracts/auth';
import { createLogger } from '@imageai/telemetry';
import { jest } from '@jest/globals';
import type { Config } from '../src/config.js';
import { startGateway } from '../src/gateway.js';
import { principal, startFakePeers } from './fake-peers.js';
import { token } from './fake-server.js';
import { startFakeWebhooks } from './fake-webhooks.js';

// The machine may be busy with other tests.
jest.setTimeout(60_000);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A gateway on a free port with fakes for all that it needs. */
export async function startFixture(settings: Partial<Config> = {}) {
  const { auth, metering, generation, storage } = await startFakePeers();
  const webhooks = await startFakeWebhooks();
  const config: Config = {
    LOG_LEVEL: 'fatal',
    HEALTH_HOST: '127.0.0.1',
    HEALTH_PORT: 0,
    SERVICE_TOKEN: token,
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: 0,
    CDN_URL: 'https://cdn.example',
    IMAGE_URL_KEYS: [Buffer.alloc(32, 1)],
    IMAGE_URL_SECONDS: 3_600,
    PUBLIC_URL: undefined,
    AUTH_ADDRESS: auth.address,
    METERING_ADDRESS: metering.address,
    GENERATION_ADDRESS: generation.address,
    NATS_URL: undefined,
    STORAGE_ADDRESS: storage.address,
    WEBHOOKS_ADDRESS: webhooks.address,
    SYNC_DEADLINE_SECONDS: 600,
    KEY_CACHE_MS: 800,
    KEY_CACHE_SIZE: 100,
    PEER_PATIENCE_MS: 0,
    CREATE_PATIENCE_MS: 5_000,
    IMAGE_PATIENCE_MS: 300,
    MODERATION_TIMEOUT_MS: 5_000,
    MODERATION_WHEN_AWAY: 'refuse',
    MODERATION_LOG_PROMPTS: false,
    TRUSTED_PROXIES: [],
    READS_PER_MINUTE: 600,
    SITE_FOLDER: undefined,
    DRAIN_TIMEOUT_MS: 5_000,
    ADMIN_HOST: '127.0.0.1',
    ...settings,
  };
  const gateway = await startGateway(config, createLogger('gateway', config.LOG_LEVEL));
  const url = `http://127.0.0.1:${gateway.port}`;

  const request = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };

  return {
    auth: auth.fake,
    metering: metering.fake,
    generation: generation.fake,
    storage: storage.fake,
    webhooks: webhooks.fake,
    servers: { auth, metering, generation, storage, webhooks },
    gateway,
    config,
    url,
    request,
    /** A key in force. */
    key: (changes: Partial<Principal> = {}): string => {
      const secret = newApiKey();
      auth.fake.keys.set(secret, principal(changes));
      return secret;
    },
    get: (key: string, path: string): Promise<Answer> => request(path, { headers: { authorization: `Bearer ${key}` } }),
    post: (key: string, body: unknown, init: RequestInit = {}, path = '/api/generate-image'): Promise<Answer> =>
      request(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
      }),
    stop: async () => {
      await gateway.stop();
      for (const server of [auth, metering, generation, storage, webhooks]) await server.down();
    },
  };
}

export type Fixture = Awaited<ReturnType<typeof startFixture>>;
