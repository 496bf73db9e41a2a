import { ImageStatus, WorkDecision } from '@imageai/contracts/generation';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  inStream,
  pull,
  pullMany,
  type Replica,
  register,
  request,
  reset,
  startBacking,
  startReplica,
  stored,
} from './harness.js';

let backing: Backing;
let replicas: [Replica, Replica];

beforeAll(async () => {
  backing = await startBacking();
  replicas = [await startReplica(backing), await startReplica(backing)];
  await register(replicas[0]);
}, 60_000);

afterAll(async () => {
  for (const replica of replicas) await replica.stop();
  await backing.stop();
});

beforeEach(() => reset(replicas));

async function statuses(accountId: string): Promise<string[]> {
  const rows = await replicas[0].database
    .selectFrom('images')
    .select('status')
    .where('account_id', '=', accountId)
    .orderBy('position')
    .execute();
  return rows.map((row) => row.status);
}

const counts = (accountId: string) =>
  replicas[0].database.selectFrom('accounts').selectAll().where('account_id', '=', accountId).executeTakeFirst();

describe('the concurrency of an account', () => {
  it('is exact when 50 jobs come at once at two replicas: so many are dispatched, the rest waits', async () => {
    const asked = Array.from({ length: 50 }, (_, index) =>
      request(backing, { accountId: 'acct_flood', concurrency: 4, images: 1 + (index % 3) }),
    );
    await Promise.all(asked.map((each, index) => create(index % 2 === 0 ? replicas[0] : replicas[1], each)));
    const images = asked.reduce((sum, each) => sum + each.images, 0);
    const all = await statuses('acct_flood');
    expect(all.filter((status) => status === 'dispatched')).toHaveLength(4);
    expect(all.filter((status) => status === 'waiting')).toHaveLength(images - 4);
    expect(await counts('acct_flood')).toMatchObject({ in_use: 4, waiting: images - 4 });
    await Promise.all(replicas.map((replica) => replica.relay.settle()));
    expect(await inStream(replicas[0])).toBe(4);
  });

  it('never more run at once while a flood is worked off, each image once', async () => {
    const asked = Array.from({ length: 10 }, () =>
      request(backing, { accountId: 'acct_flood', concurrency: 3, images: 2 }),
    );
    await Promise.all(asked.map((each) => create(replicas[0], each)));
    const made = new Set<string>();
    while (made.size < 20) {
      const delivery = await pull(replicas[0]);
      const [one, other] = made.size % 2 === 0 ? replicas : [replicas[1], replicas[0]];
      expect(await began(one, delivery)).toEqual({ decision: WorkDecision.WORK_DECISION_CONTINUE });
      expect(made.has(delivery.work.imageId)).toBe(false);
      made.add(delivery.work.imageId);
      expect((await counts('acct_flood'))?.in_use).toBeLessThanOrEqual(3);
      expect(await stored(other, delivery)).toBe(true);
    }
    expect(new Set(await statuses('acct_flood'))).toEqual(new Set(['stored']));
    expect(await counts('acct_flood')).toMatchObject({ in_use: 0, waiting: 0 });
  });

  it('what waits goes in the order of acceptance, one when one ends', async () => {
    const [replica] = replicas;
    const first = await create(replica, request(backing, { accountId: 'acct_order', concurrency: 1, images: 2 }));
    const second = await create(replica, request(backing, { accountId: 'acct_order', concurrency: 1 }));
    expect(second.images[0]?.status).toBe(ImageStatus.IMAGE_STATUS_WAITING);
    const order: string[] = [];
    for (let index = 0; index < 3; index++) {
      const delivery = await pull(replica);
      order.push(delivery.work.imageId);
      await replica.relay.settle();
      expect((await counts('acct_order'))?.in_use).toBe(1);
      await stored(replica, delivery);
    }
    expect(order).toEqual([...first.images, ...second.images].map((image) => image.id));
  });

  it('that was raised lets go what waited before what is new', async () => {
    const [replica] = replicas;
    await create(replica, request(backing, { accountId: 'acct_raise', concurrency: 1, images: 3 }));
    await create(replica, request(backing, { accountId: 'acct_raise', concurrency: 3 }));
    await replica.sweeper.sweep();
    expect(await statuses('acct_raise')).toEqual(['dispatched', 'dispatched', 'dispatched', 'waiting']);
    for (const delivery of await pullMany(replica, 3)) await stored(replica, delivery);
    await stored(replica, await pull(replica));
  });

  it('is free again after a cancellation of what waits and what is dispatched', async () => {
    const [replica] = replicas;
    const asked = request(backing, { accountId: 'acct_cancel', concurrency: 2, images: 5 });
    await create(replica, asked);
    const next = await create(replica, request(backing, { accountId: 'acct_cancel', concurrency: 2 }));
    await replica.generations.cancelGeneration(asked);
    expect(await counts('acct_cancel')).toMatchObject({ in_use: 1, waiting: 0 });
    await waitUntil(async () => (await inStream(replica)) === 1, { what: 'the cancelled messages to be taken back' });
    expect((await pull(replica)).work.generationId).toBe(next.id);
  });
});

describe('a repeated creation', () => {
  it('fifty at once with one id make one job, and all get the same answer', async () => {
    const asked = request(backing, { accountId: 'acct_twice', images: 2 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => create(index % 2 === 0 ? replicas[0] : replicas[1], asked)),
    );
    expect(new Set(answers.map((answer) => answer.images.map((image) => image.id).join()))).toHaveProperty('size', 1);
    expect(await counts('acct_twice')).toMatchObject({ in_use: 2, waiting: 0 });
    for (const delivery of await pullMany(replicas[0], 2)) await stored(replicas[0], delivery);
  });

  it('is answered with the first also when it would now be refused, and with what became of it', async () => {
    const [replica] = replicas;
    const asked = request(backing, { accountId: 'acct_late' });
    const { id } = await create(replica, asked);
    await stored(replica, await pull(replica));
    const stale = { ...asked, reservedAt: new Date(backing.clock.now().getTime() - 60_000) };
    expect(await create(replica, stale)).toMatchObject({ id, status: 'GENERATION_STATUS_SUCCEEDED' });
  });

  it('with the id of another account is not answered with that', async () => {
    const [replica] = replicas;
    const asked = request(backing, { accountId: 'acct_mine' });
    await create(replica, asked);
    const foreign = replica.generations.createGeneration({ ...asked, accountId: 'acct_thief' });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    await stored(replica, await pull(replica));
  });
});

describe('what a replica remembers of a generation', () => {
  it('decides nothing when another replica changed it unheard', async () => {
    const [one, other] = replicas;
    await create(one, request(backing));
    const delivery = await pull(one);
    const { imageId: id } = delivery.work;
    // As if the message between replicas had been lost.
    await other.database.updateTable('images').set({ status: 'cancelled' }).where('id', '=', id).execute();
    await other.database.updateTable('generations').set({ status: 'cancelled', version: 2 }).execute();
    expect(await began(one, delivery)).toEqual({ decision: WorkDecision.WORK_DECISION_DROP });
    expect(await stored(one, delivery)).toBe(false);
  });

  it('takes neither the place of a message in the stream nor a heartbeat back', async () => {
    const [one] = replicas;
    await create(one, request(backing));
    await one.relay.settle();
    const delivery = await pull(one);
    await began(one, delivery);
    const row = one.database.selectFrom('images').selectAll().where('id', '=', delivery.work.imageId);
    const { message_sequence: sequence } = await row.executeTakeFirstOrThrow();
    expect(Number(sequence)).toBeGreaterThan(0);
    delivery.message.ack();
  });
});
