import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockData } from './data-lock.js';
import { assertSpace, createFolders, forgetData, type Layout, layoutOf } from './layout.js';
import { rotateLogs } from './log-files.js';
import { loadSecrets, tokenHashes } from './secrets.js';

let layout: Layout;

beforeEach(() => {
  layout = layoutOf(mkdtempSync(join(tmpdir(), 'local-layout-')));
  createFolders(layout);
});

afterEach(() => rmSync(layout.folder, { recursive: true, force: true }));

test('a second run on the same data is refused in one sentence, until the first has ended', () => {
  const lock = lockData(layout.lockFile, layout.folder);
  expect(() => lockData(layout.lockFile, layout.folder)).toThrow(
    `Image AI runs already on ${layout.folder} (process ${process.pid}): stop it first, or name another folder with IMAGEAI_DATA.`,
  );
  lock.release();
  lockData(layout.lockFile, layout.folder).release();
  expect(existsSync(layout.lockFile)).toBe(false);
});

test('the lock of a run that was killed holds nobody up, even where its number belongs to another process by now', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(layout.lockFile, `${pid}\nnode gone\n`);
  lockData(layout.lockFile, layout.folder).release();
  writeFileSync(layout.lockFile, `${process.pid}\nanother program\n`);
  lockData(layout.lockFile, layout.folder).release();
});

test('secrets are generated once, kept, and readable to their owner alone', () => {
  const secrets = loadSecrets(layout);
  expect(statSync(layout.secretsFile).mode & 0o777).toBe(0o600);
  expect(loadSecrets(layout)).toEqual(secrets);
  expect(Object.keys(secrets.tokens)).toEqual(expect.arrayContaining(['gateway', 'operator']));
  expect(new Set(Object.values(secrets.tokens)).size).toBe(8);
});

test('what services know their callers by holds no token', () => {
  const secrets = loadSecrets(layout);
  const hashes = tokenHashes(secrets);
  expect(Object.keys(hashes)).toEqual(Object.keys(secrets.tokens));
  for (const hash of Object.values(hashes)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  for (const token of Object.values(secrets.tokens)) expect(JSON.stringify(hashes)).not.toContain(token);
});

test('data without their secrets are not touched: it is said what to do', () => {
  mkdirSync(layout.postgres);
  expect(() => loadSecrets(layout)).toThrow(/is gone.*put it back, or begin anew with --fresh\.$/);
  expect(existsSync(layout.secretsFile)).toBe(false);
});

test('beginning anew removes what earlier runs left, and nothing else that lies there', () => {
  loadSecrets(layout);
  writeFileSync(join(layout.images, 'a.png'), 'x');
  const foreign = join(layout.folder, 'thesis.txt');
  writeFileSync(foreign, 'mine');
  forgetData(layout);
  expect(existsSync(layout.images)).toBe(false);
  expect(existsSync(layout.secretsFile)).toBe(false);
  expect(readFileSync(foreign, 'utf8')).toBe('mine');
});

test('a disk with room is no complaint', () => {
  expect(() => assertSpace(layout.folder)).not.toThrow();
});

test('logs do not grow for ever: a long one is put aside, once', () => {
  const log = join(layout.logs, 'auth.log');
  writeFileSync(log, Buffer.alloc(21 * 1024 * 1024));
  writeFileSync(join(layout.logs, 'nats.log'), 'short');
  rotateLogs(layout.logs);
  expect(existsSync(log)).toBe(false);
  expect(existsSync(`${log}.1`)).toBe(true);
  expect(existsSync(join(layout.logs, 'nats.log'))).toBe(true);
});
