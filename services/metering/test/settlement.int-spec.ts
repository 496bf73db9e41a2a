import { newId } from '@imageai/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import {
  admitRequest,
  balanceOf,
  type EndedImages,
  endedEvent,
  MeteringFixture,
  type Replica,
} from './metering.fixture.js';

let fixture: MeteringFixture;
let replica: Replica;
let accountId: string;

beforeAll(async () => {
  fixture = await MeteringFixture.create();
  replica = fixture.replica();
}, 60_000);
afterAll(() => fixture.drop());
beforeEach(() => {
  accountId = newId('acct');
  fixture.clock.set('2026-11-10T10:00:00.000Z');
});

async function reserve(images: number): Promise<string> {
  const generationId = newId('gen');
  await replica.admission.admit(admitRequest({ accountId, generationId, images }));
  return generationId;
}

const settle = (generationId: string, images: EndedImages, type?: string, by: Replica = replica) =>
  by.settlement.handle(endedEvent(generationId, accountId, images, type));

const ledger = async (month = '2026-11') => {
  const { entries } = await replica.usage.entries({ accountId, month, pageSize: 1_000, pageToken: '' });
  return entries.map((entry) => [entry.kind.replace('LEDGER_ENTRY_KIND_', ''), entry.images, entry.imageId]);
};

describe('settling a generation', () => {
  it('charges each stored image, gives back every other, and closes the reservation', async () => {
    const generationId = await reserve(3);
    await settle(generationId, { img_a: 'FAILED', img_b: 'STORED', img_c: 'CANCELLED' });
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
    expect(await ledger()).toEqual([
      ['RESERVED', 3, ''],
      ['USED', 1, 'img_b'],
      ['RELEASED', 1, 'img_a'],
      ['RELEASED', 1, 'img_c'],
    ]);
  });

  it('says of each image by which key it was asked for, and why it was given back', async () => {
    const generationId = await reserve(4);
    await settle(generationId, { img_w: 'STORED', img_x: 'FAILED', img_y: 'EXPIRED' }, 'expired');
    const { entries } = await replica.usage.entries({ accountId, month: '2026-11', pageSize: 10, pageToken: '' });
    expect(entries.map(({ imageId, keyId, reason }) => [imageId, keyId, reason])).toEqual([
      ['', 'key_1', ''],
      ['img_w', 'key_1', ''],
      ['img_x', 'key_1', 'failed'],
      ['img_y', 'key_1', 'expired'],
      ['', 'key_1', 'missing'],
    ]);
  });

  it('counts once however often its event comes, at once or later, here or on another replica', async () => {
    const generationId = await reserve(2);
    const other = fixture.replica();
    const images: EndedImages = { img_once_a: 'STORED', img_once_b: 'EXPIRED' };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => settle(generationId, images, 'expired', index % 2 ? replica : other)),
    );
    await settle(generationId, images, 'expired');
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
    expect(await ledger()).toHaveLength(3);
  });

  it('charges the month of the reservation, though it ends in the next', async () => {
    fixture.clock.set('2026-11-30T23:59:59.000Z');
    const generationId = await reserve(1);
    fixture.clock.set('2026-12-01T00:00:05.000Z');
    await settle(generationId, { img_month: 'STORED' });
    expect(await balanceOf(replica, accountId, '2026-11')).toEqual({ reserved: 0, used: 1 });
    expect(await balanceOf(replica, accountId, '2026-12')).toEqual({ reserved: 0, used: 0 });
  });

  it('leaves the reservation alone while the generation is under way', async () => {
    const generationId = await reserve(2);
    for (const type of ['queued', 'running']) await settle(generationId, { img_under_way: 'STORED' }, type);
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 2, used: 0 });
  });

  it('gives back what the event does not name', async () => {
    await settle(await reserve(4), { img_named: 'STORED' }, 'failed');
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
    expect((await ledger()).at(-1)).toEqual(['RELEASED', 3, '']);
  });

  it('makes images given back available at once', async () => {
    const generationId = newId('gen');
    await replica.admission.admit(admitRequest({ accountId, generationId, images: 7, perMonth: 7 }));
    await settle(generationId, { img_free_a: 'STORED', img_free_b: 'FAILED' });
    const { status } = await replica.admission.admit(admitRequest({ accountId, images: 6, perMonth: 7 }));
    expect(status?.images?.remaining).toBe(0);
  });

  it('charges what was stored for a generation that was never admitted, in the month of its creation', async () => {
    const generationId = newId('gen');
    for (let times = 0; times < 2; times++) await settle(generationId, { img_requeued: 'STORED', img_lost: 'FAILED' });
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used: 1 });
    expect(await ledger()).toEqual([
      ['RESERVED', 1, 'img_requeued'],
      ['USED', 1, 'img_requeued'],
    ]);
    const { status } = await replica.admission.status(admitRequest({ accountId, perMinute: 5 }));
    expect(status?.requests?.remaining).toBe(5);
  });
});

it('ends in the same sums for every order and repetition of events', async () => {
  let seed = 42;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const other = fixture.replica();
  for (let round = 0; round < 15; round++) {
    accountId = newId('acct');
    const events: Promise<void>[] = [];
    const pending: [string, EndedImages][] = [];
    let used = 0;
    for (let generation = 0; generation < 8; generation++) {
      const statuses = Array.from({ length: 1 + random(4) }, () =>
        random(2) ? ('STORED' as const) : ('FAILED' as const),
      );
      used += statuses.filter((status) => status === 'STORED').length;
      const id = await reserve(statuses.length);
      const images = Object.fromEntries(statuses.map((status, index) => [`img_${id}_${index}`, status]));
      for (let times = 1 + random(3); times > 0; times--) pending.push([id, images]);
    }
    pending.sort(() => random(3) - 1);
    for (const [id, images] of pending) events.push(settle(id, images, 'succeeded', random(2) ? replica : other));
    await Promise.all(events);
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 0, used });
    const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
    expect(after).toEqual(before);
  }
});

describe('the ledger', () => {
  it.each(['update ledger set images = 9', 'delete from ledger', 'truncate ledger'])('refuses "%s"', async (change) => {
    await reserve(1);
    await expect(sql.raw(change).execute(replica.database)).rejects.toThrow('append-only');
  });

  it('rebuilds a balance that was lost or spoiled', async () => {
    await settle(await reserve(3), { img_r1: 'STORED', img_r2: 'STORED', img_r3: 'FAILED' });
    await reserve(4);
    await sql`update balances set used = 77, reserved = 0 where account_id = ${accountId}`.execute(replica.database);
    const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
    expect(before).toMatchObject({ reserved: 0, used: 77 });
    expect(after).toMatchObject({ reserved: 4, used: 2 });
    await sql`delete from balances where account_id = ${accountId}`.execute(replica.database);
    await replica.usage.rebuild({ accountId, month: '2026-11' });
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 4, used: 2 });
  });

  it('rebuilds the same numbers while admissions and settlements go on', async () => {
    const other = fixture.replica();
    const work = Array.from({ length: 30 }, async (_, index) => {
      const id = await reserve(2);
      if (index % 2) await settle(id, { [`img_${id}`]: 'STORED' });
    });
    const rebuilding = Array.from({ length: 20 }, () => other.usage.rebuild({ accountId, month: '2026-11' }));
    await Promise.all([...work, ...rebuilding]);
    expect(await balanceOf(replica, accountId)).toEqual({ reserved: 30, used: 15 });
    const { before, after } = await replica.usage.rebuild({ accountId, month: '2026-11' });
    expect(after).toEqual(before);
  });

  it('is listed oldest first, page by page, each entry once, and only the account’s own', async () => {
    for (let count = 0; count < 7; count++) await reserve(1 + count);
    const seen: number[] = [];
    let pageToken = '';
    do {
      const page = await replica.usage.entries({ accountId, month: '2026-11', pageSize: 3, pageToken });
      expect(page.entries.length).toBeLessThanOrEqual(3);
      seen.push(...page.entries.map((entry) => entry.images));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('bad arguments', () => {
  it.each([
    { month: '2026-13' },
    { month: 'x' },
    { pageToken: '1 or 1=1' },
    { accountId: '' },
    { accountId: 'a\u0000b' },
  ])('%j is parameter_invalid', async (bad) => {
    const request = { accountId, month: '2026-11', pageSize: 10, pageToken: '', ...bad };
    await expect(replica.usage.entries(request)).rejects.toMatchObject({ code: 'parameter_invalid' });
  });

  it('of an admission are parameter_invalid', async () => {
    const good = admitRequest({ accountId });
    for (const bad of [{ limits: undefined }, { images: 1_001 }, { generationId: '' }, { keyId: ' ' }]) {
      await expect(replica.admission.admit({ ...good, ...bad })).rejects.toMatchObject({ code: 'parameter_invalid' });
    }
  });
});
