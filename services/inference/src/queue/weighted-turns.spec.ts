import { describe, expect, it } from '@jest/globals';
import { inTurn, settleTurn, type Weighted } from './weighted-turns.js';

interface Named extends Weighted {
  readonly name: string;
}
const lanes = (): Named[] => [
  { name: 'E', weight: 8, credit: 0 },
  { name: 'P', weight: 3, credit: 0 },
  { name: 'S', weight: 1, credit: 0 },
];

/** Who is served, turn by turn, while `has` says who has something. */
function serve(all: Named[], turns: number, has: (lane: Named) => boolean): string {
  let served = '';
  for (let turn = 0; turn < turns; turn++) {
    const order = inTurn(all);
    const empty: Named[] = [];
    for (const [place, lane] of order.entries()) {
      if (!has(lane)) {
        empty.push(lane);
        continue;
      }
      settleTurn(lane, order.slice(place + 1), empty);
      served += lane.name;
      break;
    }
  }
  return served;
}
const count = (served: string, name: string): number => served.split(name).length - 1;

describe('lanes in turn', () => {
  it('are served 8 to 3 to 1 while all have work, spread out', () => {
    const served = serve(lanes(), 12, () => true);
    expect(['E', 'P', 'S'].map((name) => count(served, name))).toEqual([8, 3, 1]);
    expect(served).not.toContain('PP');
  });

  it('starve nobody in any 12 turns', () => {
    const served = serve(lanes(), 600, () => true);
    for (let at = 0; at + 12 <= served.length; at++) expect(served.slice(at, at + 12)).toContain('S');
  });

  it('share by weight among those that have something', () => {
    const served = serve(lanes(), 400, ({ name }) => name !== 'E');
    expect(count(served, 'P') / count(served, 'S')).toBeCloseTo(3, 1);
    expect(serve(lanes(), 5, ({ name }) => name === 'S')).toBe('SSSSS');
  });

  it('save up nothing while they are empty', () => {
    const all = lanes();
    serve(all, 100, ({ name }) => name === 'S');
    const served = serve(all, 24, () => true);
    expect(count(served, 'E')).toBeLessThanOrEqual(17);
    expect(count(served, 'S')).toBeGreaterThanOrEqual(1);
  });
});
