import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { demoKeys, type KeyDesk } from './demo-accounts.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-keys-'));
  file = join(folder, 'demo-keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function desk(known: Set<string> = new Set()): KeyDesk & { issued: string[] } {
  const issued: string[] = [];
  return {
    issued,
    works: async (secret) => known.has(secret),
    issue: async (plan) => {
      const secret = `iai_live_${plan}${known.size}`;
      known.add(secret);
      issued.push(plan);
      return secret;
    },
  };
}

test('the first start makes a key on each plan, kept where only their owner reads them', async () => {
  const keys = await demoKeys(file, desk());
  expect(Object.keys(keys)).toEqual(['starter', 'professional', 'enterprise']);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(keys);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('keys survive a restart', async () => {
  const known = new Set<string>();
  const first = await demoKeys(file, desk(known));
  const second = desk(known);
  expect(await demoKeys(file, second)).toEqual(first);
  expect(second.issued).toEqual([]);
});

test('a key that no longer works is made again, the others stay', async () => {
  const known = new Set(['kept-1', 'kept-3']);
  writeFileSync(file, JSON.stringify({ starter: 'kept-1', professional: 'revoked', enterprise: 'kept-3' }));
  const again = desk(known);
  expect(await demoKeys(file, again)).toMatchObject({ starter: 'kept-1', enterprise: 'kept-3' });
  expect(again.issued).toEqual(['professional']);
});
