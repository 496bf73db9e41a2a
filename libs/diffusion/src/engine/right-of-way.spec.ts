import { describe, expect, it } from '@jest/globals';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { type Owned, RightOfWay } from './right-of-way.js';

const random = new MersenneTwister(7);
const below = (count: number) => random.nextUint32() % count;

describe('the right of way', () => {
  it('is never refused to all, and lets no more than two images of one tenant pass while another waits', () => {
    let most = 0;
    for (let round = 0; round < 200; round += 1) {
      const rightOfWay = new RightOfWay();
      const left = new Map<Owned, number>();
      /** For each tenant that waits, what was served of each other tenant since. */
      const passed = new Map<string, Map<string, Set<number>>>();
      let id = 0;
      const arrive = (tenant: string) => {
        if (![...left.keys()].some((image) => image.tenant === tenant)) passed.set(tenant, new Map());
        const image = { id: ++id, tenant };
        left.set(image, 1 + below(5));
        rightOfWay.arrived(image);
      };
      const end = (image: Owned) => {
        left.delete(image);
        rightOfWay.ended(image);
        const waits = [...left.keys()].some(({ tenant }) => tenant === image.tenant);
        if (waits) passed.set(image.tenant, new Map());
        else passed.delete(image.tenant);
      };
      for (let turn = 0; turn < 200; turn += 1) {
        while (left.size === 0 || below(3) === 0) arrive(`t${below(4)}`);
        const allowed = [...left.keys()].filter((image) => rightOfWay.mayBeServed(image));
        const chosen = allowed[below(allowed.length)];
        if (!chosen) throw new Error('nobody may be served');
        rightOfWay.served([chosen]);
        for (const [waiting, others] of passed) {
          if (waiting === chosen.tenant) continue;
          const images = others.get(chosen.tenant) ?? new Set();
          others.set(chosen.tenant, images.add(chosen.id));
          most = Math.max(most, images.size);
        }
        const steps = (left.get(chosen) ?? 1) - 1;
        if (steps <= 0 || below(20) === 0) end(chosen);
        else left.set(chosen, steps);
      }
    }
    expect(most).toBe(2);
  });

  it('does not count what is served in the same step', () => {
    const rightOfWay = new RightOfWay();
    const mine = { id: 1, tenant: 'me' };
    const theirs = [2, 3, 4].map((id) => ({ id, tenant: 'you' }));
    for (const image of [mine, ...theirs]) rightOfWay.arrived(image);
    rightOfWay.served([mine, ...theirs.slice(0, 2)]);
    expect(theirs.map((image) => rightOfWay.mayBeServed(image))).toEqual([true, true, true]);
    rightOfWay.served(theirs.slice(0, 2));
    expect(rightOfWay.mayBeServed(theirs[2] as Owned)).toBe(false);
    expect(rightOfWay.mayBeServed(theirs[2] as Owned, new Set(['me']))).toBe(true);
  });
});
