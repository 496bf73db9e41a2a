import { Lane } from '@imageai/contracts/generation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Backing,
  began,
  create,
  model,
  pull,
  type Replica,
  register,
  request,
  reset,
  startBacking,
  startReplica,
} from './harness.js';

let backing: Backing;
let replica: Replica;

beforeAll(async () => {
  backing = await startBacking();
  replica = await startReplica(backing);
  await register(replica);
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await backing.stop();
});
beforeEach(() => reset([replica]));

const overview = () => replica.overview.getQueueOverview({});
const lane = async (name: Lane) => (await overview()).lanes.find((one) => one.lane === name);

describe('the overview of the queue', () => {
  it('has every lane, also where nothing waits', async () => {
    const { lanes } = await overview();
    expect(lanes.map((one) => one.lane)).toEqual([Lane.LANE_ENTERPRISE, Lane.LANE_PROFESSIONAL, Lane.LANE_STARTER]);
    for (const one of lanes) {
      expect(one).toMatchObject({ waiting: 0, dispatched: 0, running: 0, oldestAcceptedAt: undefined });
    }
  });

  it('tells what an account’s concurrency holds back from what the next worker takes, and from what is made', async () => {
    const accepted = backing.clock.now();
    await create(replica, request(backing, { images: 3, concurrency: 2 }));
    expect(await lane(Lane.LANE_PROFESSIONAL)).toMatchObject({ waiting: 1, dispatched: 2, running: 0 });
    backing.clock.advance(5_000);
    await began(replica, await pull(replica));
    const after = await lane(Lane.LANE_PROFESSIONAL);
    expect(after).toMatchObject({ waiting: 1, dispatched: 1, running: 1 });
    expect(after?.oldestAcceptedAt?.getTime()).toBeCloseTo(accepted.getTime(), -2);
    expect(await lane(Lane.LANE_STARTER)).toMatchObject({ waiting: 0, dispatched: 0, running: 0 });
  });

  it('shows the workers that live and what each is making, and not those that are gone', async () => {
    await replica.models.registerModels({ workerId: 'worker-gone', models: [model] });
    backing.clock.advance(91_000);
    await replica.models.registerModels({ workerId: 'worker-here', models: [model] });
    await create(replica, request(backing));
    await began(replica, await pull(replica), 'worker-here');
    const seenAt = backing.clock.now();
    expect((await overview()).workers).toEqual([{ workerId: 'worker-here', seenAt, running: 1 }]);
  });
});
