import { afterEach, expect, it } from '@jest/globals';
import { HealthServer } from './health-server.js';

let health: HealthServer;
let databaseUp = true;
const start = async (): Promise<string> => {
  health = await HealthServer.start({
    host: '127.0.0.1',
    port: 0,
    checks: {
      database: () => {
        if (!databaseUp) throw new Error('away');
        return true;
      },
    },
  });
  return `http://127.0.0.1:${health.port}`;
};

afterEach(async () => health.stop());

it('is live and ready while what it needs is there', async () => {
  databaseUp = true;
  const url = await start();
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ok', checks: { database: true } });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu');
});

it('stays live but is not ready when a check throws', async () => {
  databaseUp = false;
  const url = await start();
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: 'unavailable', checks: { database: false } });
});

it('is not ready once it drains', async () => {
  databaseUp = true;
  const url = await start();
  health.drain();
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
});
