import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { newId } from '@imageai/api';
import { AdmissionServiceClient, UsageBucket, UsageGrouping, UsageServiceClient } from '@imageai/contracts/metering';
import { createRpcClient, createRpcServer, type RpcClient } from '@imageai/rpc';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestMicroservice } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { AppModule, rpcServices } from '../src/app.module.js';
import { openDatabase } from '../src/db/database.js';
import type { MeteringSchema } from '../src/db/schema.js';
import { admitRequest, logger, MeteringFixture, outcomeOf } from './metering.fixture.js';

const token = 'a-token-for-every-caller';
const firstPort = 20_000 + (process.pid % 10_000);
const closing: (() => Promise<unknown> | unknown)[] = [];
let fixture: MeteringFixture;
let silentServer: Server;

/** The service as its callers see it, over a database at some address. */
async function serve(port: number, databaseUrl: string): Promise<number> {
  const database: Kysely<MeteringSchema> = openDatabase(databaseUrl, 4);
  const settings = { admissionTimeoutMs: 300, sweepIntervalMs: 60_000 };
  const generations = {
    findGenerations: async () => ({ generationIds: [] }),
    listEndedGenerations: async () => ({ generations: [], nextPageToken: '' }),
  };
  const images = { findImages: async () => ({ imageIds: [] }) };
  const hash = createHash('sha256').update(token).digest('hex');
  const app: INestMicroservice = await createRpcServer(
    AppModule.register({ database, generations, images, settings, logger }),
    {
      host: '127.0.0.1',
      port,
      services: rpcServices,
      tokenHashes: { gateway: hash, operator: hash, webhooks: hash },
      logger,
    },
  );
  await app.listen();
  closing.push(() => app.close());
  return port;
}

function admissionOf(port: number, caller = 'gateway'): RpcClient<AdmissionServiceClient> {
  const client = createRpcClient(AdmissionServiceClient, { address: `127.0.0.1:${port}`, caller, token });
  closing.unshift(() => client.close());
  return client;
}

function usageOf(port: number, caller: string): RpcClient<UsageServiceClient> {
  const client = createRpcClient(UsageServiceClient, { address: `127.0.0.1:${port}`, caller, token });
  closing.unshift(() => client.close());
  return client;
}

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  silentServer = createServer((socket) => {
    socket.on('error', () => undefined);
    closing.push(() => socket.destroy());
  });
  await new Promise<void>((resolve) => silentServer.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(async () => {
  for (const close of closing) await close();
  silentServer.close();
  await fixture.drop();
});

it('admits the gateway alone, and shows usage to gateway and operator', async () => {
  const port = await serve(firstPort, fixture.url);
  const accountId = newId('acct');
  const answer = await admissionOf(port).admit(admitRequest({ accountId, images: 2 }));
  expect(outcomeOf(answer)).toBe('admitted');
  expect(answer.outcome?.value).toMatchObject({ reservedAt: expect.any(Date) });
  expect(answer.status?.requests).toMatchObject({ limit: 1_000, remaining: 999 });
  for (const caller of ['operator', 'webhooks']) {
    await expect(admissionOf(port, caller).admit(admitRequest({}))).rejects.toMatchObject({
      code: 'insufficient_scope',
    });
  }
  const rebuild = { accountId, month: '2026-11' };
  await expect(usageOf(port, 'gateway').rebuildUsage(rebuild)).rejects.toMatchObject({ code: 'insufficient_scope' });
  expect(await usageOf(port, 'operator').rebuildUsage(rebuild)).toMatchObject({ wrongRows: 0 });
  for (const caller of ['gateway', 'operator']) {
    const { balance } = await usageOf(port, caller).getBalance({ accountId, month: '' });
    expect(balance).toEqual({ accountId, month: new Date().toISOString().slice(0, 7), reserved: 2, used: 0 });
    const asked = { accountId, start: new Date('2028-02-28'), end: new Date('2028-03-01') };
    const bucket = UsageBucket.USAGE_BUCKET_DAY;
    const groupBy = UsageGrouping.USAGE_GROUPING_KEY;
    const { periods } = await usageOf(port, caller).getUsage({ ...asked, bucket, groupBy });
    expect(periods.map(({ end }) => end)).toEqual([new Date('2028-02-29'), new Date('2028-03-01')]);
  }
  await expect(usageOf(port, 'webhooks').getBalance({ accountId, month: '' })).rejects.toMatchObject({
    code: 'insufficient_scope',
  });
  await expect(admissionOf(port).admit({ ...admitRequest({}), limits: undefined })).rejects.toMatchObject({
    code: 'parameter_invalid',
    param: 'limits',
  });
});

it('answers unavailable when nobody listens where Postgres should be', async () => {
  const port = await serve(firstPort + 1, 'postgres://nobody:nothing@127.0.0.1:1/none');
  await expect(admissionOf(port).admit(admitRequest({}))).rejects.toMatchObject({ code: 'unavailable' });
  await expect(usageOf(port, 'operator').getBalance({ accountId: 'a', month: '' })).rejects.toMatchObject({
    code: 'unavailable',
  });
});

it('answers unavailable in time when Postgres takes connections and says nothing', async () => {
  const address = silentServer.address();
  const silentPort = typeof address === 'object' && address !== null ? address.port : 0;
  const port = await serve(firstPort + 2, `postgres://nobody:nothing@127.0.0.1:${silentPort}/none`);
  await expect(admissionOf(port).admit(admitRequest({}))).rejects.toMatchObject({ code: 'unavailable' });
}, 20_000);

it('survives connections that break in the middle of a statement, and answers again at once', async () => {
  const replica = fixture.replica();
  const other = fixture.replica();
  const broken = sql`select pg_sleep(60)`.execute(replica.database).catch((error: unknown) => error);
  await waitUntil(async () => {
    const { rows } = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'select pg_sleep%' and state = 'active'`.execute(
      other.database,
    );
    return rows.length > 0;
  });
  expect(await broken).toMatchObject({ code: 'unavailable' });
  expect(outcomeOf(await replica.admission.admit(admitRequest({ accountId: newId('acct') })))).toBe('admitted');
});
