import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { run } from './run.js';

let folder: string;
const make = (...args: string[]) => run(['--folder', join(folder, 'secrets'), ...args]);
const read = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8');

interface Secret {
  kind: string;
  metadata: { name: string; namespace: string };
  data: Record<string, string>;
}

/** The Secrets by name, with what is in them. */
function manifests(): Record<string, Record<string, string>> {
  const all = parseAllDocuments(read('kubernetes.yaml')).map((document) => document.toJS() as Secret);
  const text = (value: string) => Buffer.from(value, 'base64').toString();
  return Object.fromEntries(
    all.map(({ metadata, data }) => [
      metadata.name,
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, text(value)])),
    ]),
  );
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imageai-secrets-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('makes a Secret for each service, by the names and keys of docs/operations/secrets.md', () => {
  make('--prefix', 'pictures', '--postgres', 'db:5432/images?sslmode=require', '--nats', 'bus:4222');
  const secrets = manifests();
  expect(Object.keys(secrets).filter((name) => !name.endsWith('-postgres'))).toEqual(
    expect.arrayContaining(
      ['auth', 'callers', 'gateway', 'generation', 'inference', 'metering', 'operator', 'storage', 'webhooks'].map(
        (name) => `pictures-${name}`,
      ),
    ),
  );
  expect(Object.keys(secrets['pictures-auth'] ?? {})).toEqual([
    'SERVICE_TOKEN',
    'KEY_PEPPER',
    'POSTGRES_URL',
    'NATS_URL',
  ]);
  const { password } = secrets['pictures-auth-postgres'] ?? {};
  expect(secrets['pictures-auth']?.POSTGRES_URL).toBe(
    `postgres://imageai_auth:${password}@db:5432/images?sslmode=require`,
  );
  expect(secrets['pictures-inference']?.NATS_URL).toMatch(/^nats:\/\/inference:[0-9a-f]{64}@bus:4222$/);
});

it('keeps what is there, and makes only what is missing', () => {
  make();
  const before = JSON.parse(read('secrets.json'));
  const { keyPepper: _lost, ...rest } = before;
  writeFileSync(join(folder, 'secrets/secrets.json'), JSON.stringify(rest));
  make();
  const after = JSON.parse(read('secrets.json'));
  expect(after).toEqual({ ...before, keyPepper: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(after.keyPepper).not.toBe(before.keyPepper);
});

it('lets nobody else into the folder, and the users of containers read what is mounted', () => {
  make();
  const mode = (name: string) => statSync(join(folder, 'secrets', name)).mode & 0o777;
  expect([mode(''), mode('secrets.json'), mode('kubernetes.yaml')]).toEqual([0o700, 0o600, 0o600]);
  expect([mode('compose/auth/KEY_PEPPER'), mode('nats-users.conf'), mode('postgres.sql')]).toEqual([
    0o644, 0o644, 0o644,
  ]);
});

describe('operators', () => {
  const hashes = () => JSON.parse(manifests()['imageai-gateway']?.ADMIN_TOKEN_HASHES ?? '') as Record<string, string[]>;
  const tokenOf = (name: string) => /=([0-9a-f]{64})\n$/.exec(read(`operators/${name}.env`))?.[1] ?? '';
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

  it('have one who may begin, whose token opens the API of the gateway, and nobody else reads it', () => {
    make();
    expect(hashes()).toEqual({ operator: [sha256(tokenOf('operator'))] });
    expect(statSync(join(folder, 'secrets/operators/operator.env')).mode & 0o777).toBe(0o600);
    const { OPERATOR_SERVICE_TOKEN: token = '' } = manifests()['imageai-gateway'] ?? {};
    const callers = JSON.parse(manifests()['imageai-callers']?.SERVICE_TOKEN_HASHES ?? '');
    expect(callers.operator).toEqual([sha256(token)]);
    expect(read('compose/gateway/ADMIN_TOKEN_HASHES')).toContain(sha256(tokenOf('operator')));
  });

  it('come and go by name, and the others keep their tokens', () => {
    make('--operator', 'ada');
    const ada = tokenOf('ada');
    make('--operator', 'ada');
    expect(tokenOf('ada')).toBe(ada);
    make('--dismiss', 'operator');
    expect(hashes()).toEqual({ ada: [sha256(ada)] });
    expect(() => read('operators/operator.env')).toThrow('ENOENT');
    expect(() => make('--dismiss', 'ada')).toThrow('"ada" is the only operator');
    expect(() => make('--dismiss', 'bob')).toThrow('There is no operator "bob"; there are ada.');
    make();
    expect(hashes()).toEqual({ ada: [sha256(ada)] });
  });

  it('have two tokens from --rotate to --retire', () => {
    make();
    const old = sha256(tokenOf('operator'));
    expect(make('--rotate', 'operator:operator')).toMatch(/2\. Give operators\/operator\.env to operator\./);
    expect(hashes().operator).toEqual([sha256(tokenOf('operator')), old]);
    make('--retire', 'operator:operator');
    expect(hashes().operator).toEqual([sha256(tokenOf('operator'))]);
  });

  it('are added to secrets that were made before there were any', () => {
    make();
    const { operators: _none, ...rest } = JSON.parse(read('secrets.json'));
    writeFileSync(join(folder, 'secrets/secrets.json'), JSON.stringify(rest));
    make();
    expect(hashes().operator).toHaveLength(1);
  });
});

describe('--rotate', () => {
  beforeEach(() => void make());

  it('of a token leaves the old one accepted until --retire', () => {
    const token = () => manifests()['imageai-gateway']?.SERVICE_TOKEN;
    const hashes = () => JSON.parse(manifests()['imageai-callers']?.SERVICE_TOKEN_HASHES ?? '').gateway;
    const [first, old] = [token(), hashes()];
    make('--rotate', 'token:gateway');
    expect(token()).not.toBe(first);
    expect(hashes()).toEqual([expect.any(String), ...old]);
    make('--retire', 'token:gateway');
    expect(hashes()).toEqual([expect.not.stringMatching(old[0])]);
  });

  it('of a user of NATS adds one with the same rights, and --retire ends the old one', () => {
    make('--rotate', 'nats:metering');
    expect(read('nats-users.conf')).toMatch(/"user":"metering-2"[^\n]*"imageai.events.quota.warning"/);
    expect(read('nats-users.conf')).toContain('"user":"metering"');
    make('--retire', 'nats:metering');
    expect(read('nats-users.conf')).not.toContain('"user":"metering",');
    make('--rotate', 'nats:metering');
    expect(manifests()['imageai-metering']?.NATS_URL).toContain('nats://metering-3:');
  });

  it('of the keys of webhooks puts a new one in front, and keeps the old ones until --retire', () => {
    const keys = () =>
      manifests()
        ['imageai-webhooks']?.SECRET_KEYS?.split(',')
        .map((key) => key.split(':')[0]);
    make('--rotate', 'webhooks:keys');
    expect(keys()).toEqual(['k2', 'k1']);
    make('--retire', 'webhooks:keys');
    expect(keys()).toEqual(['k2']);
  });

  it('of the keys of image URLs gives the new one to those who sign and, beside the old one, to who verifies', () => {
    const keys = (service: string) => manifests()[`imageai-${service}`]?.IMAGE_URL_KEYS?.split(',');
    const [old] = keys('storage') ?? [];
    make('--rotate', 'images:urls');
    const [young] = keys('gateway') ?? [];
    expect(young).toMatch(/^[0-9a-f]{64}$/);
    expect(young).not.toBe(old);
    for (const service of ['gateway', 'webhooks', 'storage']) expect(keys(service)).toEqual([young, old]);
    make('--retire', 'images:urls');
    expect(keys('storage')).toEqual([young]);
  });

  it('of a password of Postgres changes the URL and the SQL alike', () => {
    const before = manifests()['imageai-storage-postgres']?.password ?? '';
    make('--rotate', 'postgres:storage');
    const after = manifests()['imageai-storage-postgres']?.password ?? '';
    expect(read('postgres.sql')).not.toContain(before);
    for (const text of [read('postgres.sql'), manifests()['imageai-storage']?.POSTGRES_URL]) {
      expect(text).toContain(after);
    }
  });

  it('changes nothing else, and says what is to be done, in order', () => {
    const before = JSON.parse(read('secrets.json'));
    const said = make('--rotate', 'token:gateway');
    expect({ ...JSON.parse(read('secrets.json')), tokens: before.tokens }).toEqual(before);
    expect(said).toMatch(/1\. Apply.*\n2\. Restart.*\n3\. Restart gateway.*\n4\. Run --retire token:gateway/);
  });
});

test.each([
  [['--rotate', 'auth:pepper'], 'auth:pepper cannot be made anew'],
  [['--rotate', 'token:nobody'], 'There is no secret "token:nobody"; there are token:auth'],
  [['--retire', 'postgres:auth'], 'postgres:auth holds one value at a time'],
  [['--rotate', 'token:auth', '--retire', 'token:auth'], '--rotate and --retire are two steps'],
  [['--postgres', 'db'], '--postgres must look like host:port/database, not "db".'],
  [['--nats', 'bus'], '--nats must look like host:port, not "bus".'],
  [['--operator', '../x'], '--operator must be a name'],
  [['--dismiss', 'nobody'], 'There is no operator "nobody"; there are operator.'],
  [['--rotate', 'operator:nobody'], 'There is no secret "operator:nobody"'],
  [['--nope'], '--nope is not understood'],
])('refuses %j with a sentence, and changes nothing', (args, sentence) => {
  make();
  const before = read('secrets.json');
  expect(() => make(...args)).toThrow(sentence);
  expect(read('secrets.json')).toBe(before);
});

it('makes none anew where it kept none: another folder was meant', () => {
  expect(() => make('--rotate', 'token:auth')).toThrow(/There are no secrets in .* yet/);
});

it('stops at a file that is damaged, instead of making all of them anew', () => {
  make();
  writeFileSync(join(folder, 'secrets/secrets.json'), '{"tokens"');
  expect(() => make()).toThrow('secrets.json is no JSON');
});
