import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountServiceClient, AccountServiceService } from '@imageai/contracts/auth';
import { createLogger } from '@imageai/telemetry';
import { waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from '@jest/globals';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { AllowCallers } from '../src/caller-guard.js';
import { createRpcClient } from '../src/client.js';
import { createRpcServer } from '../src/serve.js';
import { openTls, TlsFolder } from '../src/tls.js';
import { Authority } from './authority.js';

@Controller()
@AllowCallers('gateway')
class SampleController {
  @GrpcMethod('AccountService', 'listPlans')
  listPlans() {
    return { plans: [] };
  }
}

@Module({ controllers: [SampleController] })
class SampleModule {}

const token = 'a-token-of-the-gateway';
const port = 20_000 + (process.pid % 20_000);
const folder = mkdtempSync(join(tmpdir(), 'rpc-tls-'));
const logger = createLogger('test', 'silent');
/** What the server's log says of its files. */
const said: string[] = [];
const listening = Object.assign(createLogger('test', 'silent'), {
  info: (_about: object, text: string) => said.push(text),
  error: (_about: object, text: string) => said.push(text),
});
const lookMs = 20;
const clients: { close: () => void }[] = [];
let ours: Authority;
let app: INestMicroservice;

/** A folder of a service, with a certificate for the name that it is called by here. */
const filesOf = async (name: string, authority = ours, options: Parameters<Authority['issue']>[1] = {}) =>
  authority.issue(join(folder, name), options);

/** What comes of a call with these files, or without any. */
async function call(tls: TlsFolder | undefined, timeoutMs = 2_000): Promise<unknown> {
  const options = { address: `localhost:${port}`, caller: 'gateway', token, tls, timeoutMs };
  const client = createRpcClient(AccountServiceClient, options);
  clients.push(client);
  return client.listPlans({}).catch((error: { code: string; cause?: { details?: string } }) => ({
    code: error.code,
    details: error.cause?.details,
  }));
}

beforeAll(async () => {
  ours = await Authority.make('ours');
  await filesOf('server');
  app = await createRpcServer(SampleModule, {
    host: 'localhost',
    port,
    services: { 'imageai.auth.v1.AccountService': AccountServiceService },
    tokenHashes: { gateway: createHash('sha256').update(token).digest('hex') },
    logger,
    tls: new TlsFolder(join(folder, 'server'), listening, lookMs),
  });
  await app.listen();
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describe('a call between services that have certificates', () => {
  it('goes through with one of the same authority', async () => {
    await filesOf('client');
    expect(await call(new TlsFolder(join(folder, 'client'), logger))).toEqual({ plans: [] });
  });

  it('is refused without a certificate, and unencrypted', async () => {
    expect(await call(undefined)).toMatchObject({ code: 'unavailable' });
  });

  it('is refused with a certificate of a foreign authority, though it trusts ours', async () => {
    const foreign = await Authority.make('foreign');
    await filesOf('foreign-client', foreign);
    writeFileSync(join(folder, 'foreign-client/ca.crt'), ours.pem);
    expect(await call(new TlsFolder(join(folder, 'foreign-client'), logger))).toMatchObject({ code: 'unavailable' });
  });

  it('does not reach a server of a foreign authority, and the cause says why', async () => {
    const foreign = await Authority.make('foreign');
    await filesOf('trusting-another');
    writeFileSync(join(folder, 'trusting-another/ca.crt'), foreign.pem);
    expect(await call(new TlsFolder(join(folder, 'trusting-another'), logger))).toEqual({
      code: 'unavailable',
      details: expect.stringMatching(/unable to verify|self-signed|local issuer/),
    });
  });

  it('does not reach a server whose certificate is for another name', async () => {
    await filesOf('client');
    await filesOf('server', ours, { names: ['imageai-storage'] });
    // Anew each time: channels of one folder share their connection.
    const answer = () => call(new TlsFolder(join(folder, 'client'), logger));
    await expectEventually(answer, { code: 'unavailable', details: expect.stringContaining('altnames') });
    await filesOf('server');
    await expectEventually(answer, { plans: [] });
  });
});

it('a rotation, also of the authority, needs no restart of either side', async () => {
  await filesOf('rotating');
  const tls = new TlsFolder(join(folder, 'rotating'), logger, lookMs);
  const next = await Authority.make('next');
  await filesOf('server', next);
  await filesOf('rotating', next);
  await expectEventually(() => call(tls), { plans: [] });
  await filesOf('old');
  expect(await call(new TlsFolder(join(folder, 'old'), logger))).toMatchObject({ code: 'unavailable' });
  await filesOf('server');
  await expectEventually(() => call(new TlsFolder(join(folder, 'old'), logger)), { plans: [] });
});

it('a server goes on with what it has where new files cannot be used, and says so once', async () => {
  await filesOf('client');
  said.length = 0;
  writeFileSync(join(folder, 'server/tls.crt'), 'half a certif');
  await waitUntil(() => said.length > 0, { timeoutMs: 30_000, what: 'a word of it' });
  expect(await call(new TlsFolder(join(folder, 'client'), logger))).toEqual({ plans: [] });
  await filesOf('server');
  await waitUntil(() => said.length > 1, { timeoutMs: 30_000, what: 'the new certificate' });
  expect(said).toEqual([
    expect.stringContaining('server holds no certificate with its key: '),
    'took a new certificate',
  ]);
});

describe('a service does not start, and says in a sentence why,', () => {
  const day = 24 * 60 * 60 * 1000;

  test('where its certificate has expired', async () => {
    await filesOf('expired', ours, { from: new Date(Date.now() - 2 * day), to: new Date(Date.now() - day) });
    expect(() => openTls(join(folder, 'expired'), logger)).toThrow(
      /^The certificate in .*expired expired at 20\d\d-.*Z\.$/,
    );
  });

  test('where it is not valid yet', async () => {
    await filesOf('early', ours, { from: new Date(Date.now() + day), to: new Date(Date.now() + 2 * day) });
    expect(() => openTls(join(folder, 'early'), logger)).toThrow(/early is not valid before 20\d\d-/);
  });

  test('where a file is missing', async () => {
    await filesOf('incomplete');
    rmSync(join(folder, 'incomplete/tls.key'));
    expect(() => openTls(join(folder, 'incomplete'), logger)).toThrow(
      /incomplete\/tls\.key, for TLS between services, cannot be read \(ENOENT\)\.$/,
    );
  });

  test('where the key is another’s', async () => {
    await filesOf('mixed');
    await filesOf('other');
    writeFileSync(join(folder, 'mixed/tls.key'), readFileSync(join(folder, 'other/tls.key')));
    expect(() => openTls(join(folder, 'mixed'), logger)).toThrow(/mixed holds no certificate with its key: .*mismatch/);
  });
});

it('without a folder there is no TLS', () => {
  expect(openTls(undefined, logger)).toBeUndefined();
});

/** Certificates are looked at again every few milliseconds here; a channel tries again after a while, too. */
async function expectEventually(ask: () => Promise<unknown>, expected: object): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    try {
      return expect(answer).toEqual(expected);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
