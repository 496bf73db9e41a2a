import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isAlive } from '@imageai/backing-services';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { firstImage } from '../src/first-image.js';
import { SERVICE_NAMES } from '../src/service-names.js';
import { type Stack, type StackOptions, startStack } from '../src/stack.js';

const folder = mkdtempSync(join(tmpdir(), 'local-stack-'));
const stub = pathToFileURL(fileURLToPath(new URL('stubs/service.mjs', import.meta.url))).href;
const options: StackOptions = { root: join(folder, 'checkout'), dataDir: join(folder, 'data') };
const UNITS = [...SERVICE_NAMES, 'nats', 'postgres'] as const;
let stack: Stack | undefined;

beforeAll(() => {
  for (const name of SERVICE_NAMES) {
    const dist = join(folder, 'checkout/services', name, 'dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, 'main.js'), `import '${stub}';\n`);
  }
});

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(more: StackOptions = {}): Promise<Stack> {
  stack = await startStack({ ...options, ...more });
  return stack;
}

async function rows(statement: string, url: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function until<T>(ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await Promise.resolve(ask()).catch(() => undefined);
    if (answer) return answer as T;
    if (Date.now() > deadline) throw new Error('did not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('all nine processes run, are written down for others, and are gone after the stop', async () => {
  const { layout, pids, ports, stop, url, cdn } = await start();
  const run = JSON.parse(readFileSync(layout.runFile, 'utf8'));
  expect(Object.keys(run.pids).sort()).toEqual([...UNITS].sort());
  expect(run).toMatchObject({ url, cdn, ports, runner: process.pid });
  const all = Object.values(pids());
  expect(all.every(isAlive)).toBe(true);
  await stop();
  expect(all.some(isAlive)).toBe(false);
  expect(existsSync(layout.runFile)).toBe(false);
}, 120_000);

test('the first picture is kept under its id, and the keys survive a restart', async () => {
  const first = await start();
  const { url, keys, layout } = first;
  const image = await firstImage({ url, key: keys.enterprise, prompt: 'a lake', folder: layout.pictures });
  expect(readFileSync(image.file, 'utf8')).toBe('a picture');
  await first.stop();
  const again = await start();
  expect(again.keys).toEqual(keys);
  expect(statSync(layout.keysFile).mode & 0o777).toBe(0o600);
}, 120_000);

test('each process, killed, comes back by itself with a new id, and is written down again', async () => {
  const { kill, pids, layout, postgresUrl } = await start();
  await rows('CREATE TABLE IF NOT EXISTS kept (id int); INSERT INTO kept VALUES (1)', postgresUrl);
  const before = pids();
  for (const name of UNITS) kill(name);
  const after = await until(() => {
    const now = JSON.parse(readFileSync(layout.runFile, 'utf8')).pids as Record<string, number>;
    return UNITS.every((name) => now[name] && now[name] !== before[name]) && now;
  });
  expect(Object.values(after).every(isAlive)).toBe(true);
  expect(await until(() => rows('SELECT id FROM kept', postgresUrl))).toEqual([{ id: 1 }]);
}, 120_000);

test('migrations run once for the same data, and again when one is added', async () => {
  const dist = join(folder, 'checkout/services/auth/dist');
  const diary = join(folder, 'migrations');
  writeFileSync(join(dist, 'migrate.js'), `import fs from 'node:fs'; fs.appendFileSync('${diary}', 'run ');`);
  await (await start()).stop();
  await (await start()).stop();
  expect(readFileSync(diary, 'utf8')).toBe('run ');
  mkdirSync(join(dist, 'db'), { recursive: true });
  writeFileSync(join(dist, 'db/0002-more.js'), 'export {};');
  await start();
  expect(readFileSync(diary, 'utf8')).toBe('run run ');
}, 120_000);

test('a migration that fails is told with its own words, and nothing is left running', async () => {
  const file = join(folder, 'checkout/services/storage/dist/migrate.js');
  writeFileSync(file, `console.error('relation "images" is not what it was'); process.exit(1);`);
  try {
    await expect(startStack(options)).rejects.toThrow(/migrations of storage failed.*\n.*not what it was/);
    expect(existsSync(join(folder, 'data/run.json'))).toBe(false);
  } finally {
    rmSync(file);
  }
}, 120_000);

test('a second start on the same data is refused, and leaves the first alone', async () => {
  const { pids } = await start();
  await expect(startStack(options)).rejects.toThrow(/runs already on/);
  expect(Object.values(pids()).every(isAlive)).toBe(true);
}, 120_000);

test('a service that cannot start is told with its own words, and everything is stopped', async () => {
  const failure = startStack({ ...options, env: { FAIL_AT_START: '1' } });
  await expect(failure).rejects.toThrow(/auth ended while it started.*\n.*Cannot start, settings are missing or wrong/);
  const lock = join(folder, 'data/lock');
  expect(existsSync(lock)).toBe(false);
}, 120_000);

test('a start that is interrupted stops what it began', async () => {
  const controller = new AbortController();
  const notes: string[] = [];
  const step = (text: string): void => {
    notes.push(text);
    if (text.startsWith('Starting the seven')) controller.abort(new Error('interrupted'));
  };
  const nothing = (): void => undefined;
  const progress = { step, detail: nothing, note: nothing, end: nothing, fail: nothing };
  await expect(startStack({ ...options, progress, signal: controller.signal })).rejects.toThrow('interrupted');
  expect(notes.at(-1)).toBe('Stopping postgres');
}, 120_000);

test('--fresh forgets data and keys of earlier runs', async () => {
  const first = await start();
  const { keys } = first;
  await rows('CREATE TABLE IF NOT EXISTS kept (id int)', first.postgresUrl);
  await first.stop();
  const fresh = await start({ fresh: true });
  expect(await rows(`SELECT to_regclass('kept') AS kept`, fresh.postgresUrl)).toEqual([{ kept: null }]);
  expect(fresh.keys.enterprise).not.toBe(keys.enterprise);
}, 120_000);
