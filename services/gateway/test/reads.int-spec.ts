import { route, routes } from '@imageai/api';
import { createLogger } from '@imageai/telemetry';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { AppModule } from '../src/app.module.js';
import { createApp } from '../src/http/create-app.js';
import { publicDoor } from '../src/http/public-door.js';
import { Serves } from '../src/http/serves.js';
import { loadJudges } from '../src/moderation/load-judges.js';
import { connectPeers } from '../src/peers/peers.js';
import { NatsProgress } from '../src/progress/nats-progress.js';
import { type Fixture, startFixture } from './gateway-fixture.js';

const thingsRoute = route({
  id: 'things',
  method: 'get',
  path: '/api/things',
  tag: 'Things',
  summary: 'Things',
  access: 'read',
  answers: { 200: { description: 'Things.' } },
});

@Controller()
class ThingsController {
  @Serves(thingsRoute)
  things(): { things: string[] } {
    return { things: [] };
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

let api: Fixture;
let stop: () => Promise<void>;
let get: (key: string) => Promise<Response>;

beforeAll(async () => {
  api = await startFixture();
  const { config } = api;
  const logger = createLogger('gateway', 'silent');
  const judges = await loadJudges(config);
  const peers = connectPeers(config);
  const module: DynamicModule = AppModule.register({
    config,
    logger,
    peers,
    progress: new NatsProgress(undefined, logger),
    judges,
    readiness: async () => ({ ready: true, checks: {} }),
  });
  const app = await createApp(
    { ...module, imports: [ThingsModule] },
    {
      logger,
      trustedProxies: [],
      described: [...routes, thingsRoute],
      door: (made) => publicDoor(made, 3),
    },
  );
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  get = (key) => fetch(`${url}/api/things`, { headers: { authorization: `Bearer ${key}` } });
  stop = async () => {
    await app.close();
    peers.close();
    await api.stop();
  };
});
afterAll(async () => stop());

describe('a route that only reads', () => {
  it('shows what is left, takes nothing of the minute, and has the operator’s limit of its own', async () => {
    const key = api.key({ accountId: 'acct_reader' });
    for (let read = 0; read < 3; read++) {
      const answer = await get(key);
      expect([answer.status, answer.headers.get('x-ratelimit-remaining-requests')]).toEqual([200, '12']);
    }
    const refused = await get(key);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '20']);
    expect(api.metering.asked).toHaveLength(0);
    expect((await get(api.key({ accountId: 'acct_other' }))).status).toBe(200);
  });

  it('needs a key like any other', async () => {
    expect((await get('iai_live_x')).status).toBe(401);
  });
});
