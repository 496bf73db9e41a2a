import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isAlive } from '@imageai/backing-services';
import { afterAll, expect, test } from '@jest/globals';
import { NodeService } from '../src/node-service.js';
import { Supervisor } from '../src/supervisor.js';

const folder = mkdtempSync(join(tmpdir(), 'node-service-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A service as small as can be: healthy after a moment, writes when it is drained. */
const entry = join(folder, 'child.mjs');
writeFileSync(
  entry,
  `import { createServer } from 'node:http';
import { appendFileSync } from 'node:fs';
const readyAt = Date.now() + 50;
createServer((_, response) => {
  response.statusCode = Date.now() < readyAt ? 503 : 200;
  response.end(response.statusCode === 200 ? 'ready' : 'postgres is away');
}).listen(Number(process.env.HEALTH_PORT), '127.0.0.1');
process.on('SIGTERM', () => setTimeout(() => {
  appendFileSync(process.env.DIARY, process.env.NAME + '\\n');
  process.exit(0);
}, 20));`,
);
const diary = join(folder, 'diary');

async function service(name: string): Promise<NodeService> {
  const healthPort = await freePort();
  const env = { HEALTH_PORT: String(healthPort), DIARY: diary, NAME: name };
  return new NodeService({ name, entry, env, healthPort, logFile: join(folder, `${name}.log`) });
}

test('real processes come back after kill -9 with a new id, and are drained in order at the end', async () => {
  const died: string[] = [];
  let changes = 0;
  const supervisor = new Supervisor({
    changed: () => {
      changes += 1;
    },
    died: (name) => died.push(name),
    restartFailed: () => undefined,
  });
  const services = await Promise.all(['auth', 'inference', 'gateway'].map(service));
  for (const one of services) await supervisor.start(one);
  await Promise.all(services.map((one) => one.waitReady(10_000)));
  const before = supervisor.pids();

  supervisor.kill('inference', 'SIGKILL');
  await services[1]?.waitReady(10_000);
  const after = supervisor.pids();
  expect(after).toMatchObject({ auth: before.auth, gateway: before.gateway });
  expect(after.inference).not.toBe(before.inference);
  expect(died).toEqual(['inference']);
  expect(changes).toBeGreaterThanOrEqual(5);

  await supervisor.restart('gateway');
  await services[2]?.waitReady(10_000);
  await supervisor.stop([['gateway'], ['inference'], ['auth']]);
  expect(readFileSync(diary, 'utf8').split('\n').filter(Boolean)).toEqual(['gateway', 'gateway', 'inference', 'auth']);
  for (const pid of Object.values(after)) expect(isAlive(pid)).toBe(false);
}, 30_000);

test('who waits in vain is told why: the service itself says it', async () => {
  const one = await service('slow');
  await one.start();
  await expect(one.waitReady(0)).rejects.toThrow(/slow was not ready within 0 s: it does not answer/);
  await one.waitReady(10_000);
  await one.stop();
}, 30_000);
