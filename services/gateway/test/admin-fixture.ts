import { createLogger } from '@imageai/telemetry';
import { startAdmin } from '../src/admin/admin.js';
import { type Config, configSchema } from '../src/config.js';
import { loadJudges } from '../src/moderation/load-judges.js';
import { startFakeOperatorServices } from './fake-operator-services.js';
import { operatorToken, sha256, token } from './fake-server.js';
import type { Answer } from './gateway-fixture.js';

/** Two operators, and their tokens. */
export const ada = 'the-token-of-ada';
export const grace = 'the-token-of-grace';

/** The operators' API on a free port, with a fake for all that it needs. */
export async function startAdminFixture(settings: { readonly ADMIN_SITE_FOLDER?: string } = {}) {
  const server = await startFakeOperatorServices();
  const config: Config = configSchema.parse({
    HEALTH_PORT: 0,
    SERVICE_TOKEN: token,
    HTTP_PORT: 0,
    CDN_URL: 'https://cdn.example',
    IMAGE_URL_KEYS: 'a1'.repeat(32),
    AUTH_ADDRESS: server.address,
    METERING_ADDRESS: server.address,
    GENERATION_ADDRESS: server.address,
    STORAGE_ADDRESS: server.address,
    WEBHOOKS_ADDRESS: server.address,
    PEER_PATIENCE_MS: 0,
    ADMIN_PORT: 0,
    ADMIN_TOKEN_HASHES: JSON.stringify({ ada: sha256(ada), grace: sha256(grace) }),
    OPERATOR_SERVICE_TOKEN: operatorToken,
    ...settings,
  });
  const judges = await loadJudges(config);
  const admin = await startAdmin(config, judges, createLogger('gateway', 'silent')).catch(async (error) => {
    await server.down();
    throw error;
  });
  if (admin === undefined) throw new Error('the operators’ API did not start');
  const url = `http://127.0.0.1:${admin.port}`;

  const ask = async (method: string, path: string, options: AskOptions = {}): Promise<Answer> => {
    const { body, token: sent = ada, headers = {} } = options;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(sent !== '' && { authorization: `Bearer ${sent}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };

  return {
    url,
    services: server.fake,
    server,
    ask,
    /** A change that was decided on this version. */
    change: (method: string, path: string, version: number | '*', options: AskOptions = {}) => {
      const tag = version === '*' ? '*' : `"${version}"`;
      return ask(method, path, { ...options, headers: { 'if-match': tag, ...options.headers } });
    },
    stop: async () => {
      await admin.stop();
      await server.down();
    },
  };
}

interface AskOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type AdminFixture = Awaited<ReturnType<typeof startAdminFixture>>;
