import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { ExportRepository } from '../src/export/export.repository.js';
import { FileSink } from '../src/export/file-sink.js';
import { HttpSink } from '../src/export/http-sink.js';
import type { UsageEvent, UsageSink } from '../src/export/usage-event.js';
import { UsageExporter } from '../src/export/usage-exporter.js';
import { toSettleCommand } from '../src/settlement/settlement.convert.js';
import { admitRequest, endedEvent, logger, MeteringFixture, type Replica } from './metering.fixture.js';

let fixture: MeteringFixture;
let replica: Replica;
let folder: string;
let accountId: string;

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  replica = fixture.replica();
  folder = await mkdtemp(join(tmpdir(), 'usage-export-'));
}, 60_000);
afterAll(async () => {
  await fixture.drop();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  accountId = newId('acct');
});

function exporter(by: Replica = replica): UsageExporter {
  const repository = new ExportRepository(by.database);
  return new UsageExporter({ repository, sinks: [], source: '/imageai/test', intervalMs: 1e6, batchSize: 3, logger });
}

/** A generation that is reserved, and what becomes of it. */
async function reserved(images: number) {
  const generationId = newId('gen');
  await replica.admission.admit(admitRequest({ accountId, generationId, images, keyId: 'key_a' }));
  const ids = Array.from({ length: images }, () => newId('img'));
  const ended = endedEvent(generationId, accountId, Object.fromEntries(ids.map((id) => [id, 'STORED' as const])));
  return { ids, ended, generationId };
}

async function use(images: number): Promise<string[]> {
  const { ids, ended } = await reserved(images);
  await replica.settlement.handle(ended);
  return ids.sort();
}

/** A sink of its own for each test: each has a cursor of its own. */
function collecting(fail: () => boolean = () => false): UsageSink & { readonly events: UsageEvent[] } {
  const events: UsageEvent[] = [];
  const send = async (sent: readonly UsageEvent[]) => {
    if (fail()) throw new Error('away');
    events.push(...sent);
  };
  return { name: newId('evt'), events, send };
}

const idsOf = (events: readonly UsageEvent[]): string[] =>
  events
    .filter(({ subject }) => subject === accountId)
    .map(({ id }) => id)
    .sort();

describe('the export of usage', () => {
  it('hands each used image to a sink once, and none that was given back', async () => {
    const { ids, ended } = await reserved(3);
    const [last] = ended.generation?.images.splice(2) ?? [];
    await replica.settlement.handle(ended);
    const sink = collecting();
    for (let times = 0; times < 2; times++) await exporter().export(sink);
    expect(idsOf(sink.events)).toEqual(ids.filter((id) => id !== last?.id).sort());
  });

  it('goes on behind what was safe: a batch that failed comes again with the same ids', async () => {
    const ids = await use(8);
    let calls = 0;
    const sink = collecting(() => ++calls === 2);
    await expect(exporter().export(sink)).rejects.toThrow('away');
    await exporter().export(sink);
    expect(idsOf(sink.events)).toEqual(ids);
  });

  it('repeats, under the same ids, what was sent when it died before the cursor moved', async () => {
    const ids = await use(2);
    const sink = collecting();
    const dying: UsageSink = {
      name: sink.name,
      send: async (events) => {
        await sink.send(events);
        throw new Error('died');
      },
    };
    await expect(exporter().export(dying)).rejects.toThrow('died');
    await exporter().export(sink);
    expect([...new Set(idsOf(sink.events))]).toEqual(ids);
  });

  it('passes over no entry that commits after one with a higher id', async () => {
    const early = await reserved(2);
    const sink = collecting();
    await replica.database.transaction().execute(async (transaction) => {
      const commands = JSON.stringify([toSettleCommand(early.ended)]);
      await sql`select settle(${commands}::jsonb, null)`.execute(transaction);
      // Of another account, or it would wait for the first.
      const other = accountId;
      accountId = newId('acct');
      await use(1);
      accountId = other;
      await expect(exporter(fixture.replica()).export(sink)).rejects.toThrow();
    });
    await exporter().export(sink);
    expect(idsOf(sink.events)).toEqual(early.ids.sort());
  });

  it('is done once by replicas that export at once', async () => {
    const ids = await use(10);
    const sink = collecting();
    await Promise.allSettled([replica, fixture.replica(), fixture.replica()].map((by) => exporter(by).export(sink)));
    await exporter().export(sink);
    expect(idsOf(sink.events)).toEqual(ids);
  });
});

describe('the file', () => {
  it('has a line of JSON for each image, and none of a process that was killed half way', async () => {
    const path = join(folder, 'usage.jsonl');
    const sink = new FileSink(path);
    const first = await use(1);
    await exporter().export(sink);
    await appendFile(path, '{"specversion":"1.0","id":"img_ha');
    const second = await use(1);
    await exporter().export(sink);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as UsageEvent);
    expect(idsOf(events)).toEqual([...first, ...second].sort());
    expect(events.find(({ id }) => id === first[0])).toEqual({
      specversion: '1.0',
      id: first[0],
      source: '/imageai/test',
      type: 'imageai.image.used',
      subject: accountId,
      time: fixture.clock.now().toISOString(),
      datacontenttype: 'application/json',
      data: {
        images: 1,
        month: '2026-11',
        generation_id: expect.stringMatching(/^gen_/),
        key_id: 'key_a',
        style: 'sketch',
        size: '1024x1024',
        model: 'imageai-1',
      },
    });
  });

  it('that holds nothing but half a line is begun again', async () => {
    const path = join(folder, 'half.jsonl');
    await appendFile(path, '{"half":');
    await new FileSink(path).send([]);
    expect(await readFile(path, 'utf8')).toBe('');
  });
});

describe('the HTTP sink', () => {
  it('gets batches of CloudEvents with its token, again after it refused, redirected or was silent', async () => {
    const received: { headers: IncomingHttpHeaders; events: UsageEvent[] }[] = [];
    const answers = [500, 302, 0];
    const server = createServer(async (request, response) => {
      const events = JSON.parse(await text(request)) as UsageEvent[];
      const status = answers.shift();
      if (status === 0) return;
      if (status !== undefined) return response.writeHead(status, { location: '/elsewhere' }).end();
      received.push({ headers: request.headers, events });
      response.writeHead(204).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/events`;
    const ids = await use(2);
    for (const timeoutMs of [10_000, 10_000, 200]) {
      const sink = new HttpSink({ url, token: 'secret', timeoutMs });
      await expect(exporter().export(sink)).rejects.toThrow();
    }
    await exporter().export(new HttpSink({ url, token: 'secret', timeoutMs: 10_000 }));
    server.closeAllConnections();
    server.close();
    expect(idsOf(received.flatMap(({ events }) => events))).toEqual(ids);
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      authorization: 'Bearer secret',
    });
  });
});
