import { cpSync, mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '@imageai/local';
import { identityProviderClient } from '@imageai/testing';
import { e2eSettings, publishStand } from './config.js';
import { startControlServer } from './control-server.js';
import { runningStack } from './running-stack.js';

const tinyModel = new URL('../../libs/diffusion/fixtures/tiny-stable-diffusion-2', import.meta.url);

/** Deleted accounts prove sooner that nothing is left: no test is to wait for a minute. */
// People of the tests come from addresses of their own, so that none is throttled for another's attempts.
// Whoever walks all routes in the name of one account reads more in a minute than anybody would.
const env = { REMOVAL_GRACE_MS: '1000', TRUSTED_PROXIES: '127.0.0.0/8,::1/128', READS_PER_MINUTE: '100000' };

/** Where else people may sign in; the test that does so starts it there. */
const providersAt = (identityPort: number) => ({
  OIDC_PROVIDERS: JSON.stringify([
    {
      name: 'house',
      label: 'the house',
      issuer: `http://127.0.0.1:${identityPort}`,
      scope: 'openid email profile',
      ...identityProviderClient,
    },
  ]),
});

/** Starts the stack that all specs test, in a folder of its own and on free ports, unless there is one already. */
export async function globalSetup(): Promise<void> {
  const { E2E_BASE_URL: url, E2E_CDN_URL: cdn, E2E_KEYS: keys, E2E_OPERATOR: operator } = e2eSettings();
  if (url !== undefined) {
    publishStand({ url, cdn: cdn ?? url, keys: keys ?? {}, operator });
    return;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'imageai-e2e-'));
  const notes: string[] = [];
  const silent = () => undefined;
  const progress = {
    step: silent,
    detail: silent,
    end: silent,
    fail: silent,
    note: (text: string) => notes.push(text),
  };
  // The embedded model cannot begin with an image; this one can, and is so small that it paints nothing to speak of.
  const models = join(dataDir, 'own-models');
  cpSync(tinyModel, join(models, 'tiny-edits'), { recursive: true, dereference: true });
  const identityPort = await freePort();
  const stack = await startStack({ dataDir, models, progress, env: { ...env, ...providersAt(identityPort) } });
  const server = await startControlServer(stack, notes);
  runningStack.current = { stack, server, dataDir };
  const address = (name: 'auth' | 'metering' | 'generation' | 'storage') =>
    `127.0.0.1:${stack.ports.services[name].grpc}`;
  publishStand({
    url: stack.url,
    cdn: stack.cdn,
    keys: { ...stack.keys },
    operator: {
      token: stack.operatorToken,
      adminUrl: stack.adminUrl,
      adminToken: stack.adminToken,
      addresses: {
        auth: address('auth'),
        metering: address('metering'),
        generation: address('generation'),
        storage: address('storage'),
      },
      controlUrl: server.url,
      imageFolder: stack.layout.images,
      receiverHost: '127.0.0.1',
      local: { identityPort },
    },
  });
}

/** One that nobody listens at now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
