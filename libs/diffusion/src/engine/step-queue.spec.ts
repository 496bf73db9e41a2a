import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { DECODE_MS, SimulatedEngine, type SimulatedImage, STEP_MS } from '../../test/simulated-engine.js';
import { firstComeFirstServed } from './first-come-first-served.js';
import { shortestRemaining } from './shortest-remaining.js';
import type { StepPolicy } from './step-policy.js';

const policy = shortestRemaining();
const steps = (engine: SimulatedEngine) => engine.log.filter((line) => line.startsWith('step'));

describe('the step queue', () => {
  it('serves a short image before the rest of a long one, which goes on where it was', async () => {
    const engine = new SimulatedEngine({ policy });
    await engine.run([
      { id: 1, steps: 5 },
      { id: 2, steps: 1, at: 125 },
    ]);
    expect(engine.log.slice(1)).toEqual([
      ...['step 1', 'step 1', 'step 1', 'step 2', 'decode 2', 'step 1', 'step 1', 'decode 1'],
    ]);
    expect(engine.progress.at(-1)).toBe('1: 5/5');
  });

  it('serves in the order of arrival where that is the policy', async () => {
    const engine = new SimulatedEngine({ policy: firstComeFirstServed });
    await engine.run([
      { id: 1, steps: 3 },
      { id: 2, steps: 1, at: 105 },
    ]);
    expect(engine.log.slice(1)).toEqual(['step 1', 'step 1', 'step 1', 'decode 1', 'step 2', 'decode 2']);
  });

  it('lets who comes join the running batch at its next step, and leave when it is done', async () => {
    const engine = new SimulatedEngine({ policy, maxBatch: 3 });
    await engine.run([
      { id: 1, steps: 4 },
      { id: 2, steps: 2, at: 105 },
      { id: 3, steps: 9, at: 105, width: 128 },
    ]);
    expect(steps(engine).slice(0, 4)).toEqual(['step 1', 'step 2 1', 'step 2 1', 'step 1']);
    expect(steps(engine).slice(4)).toEqual(Array(9).fill('step 3'));
  });

  it('never has more images begun than it may, nor more in a step', async () => {
    const engine = new SimulatedEngine({ policy, maxBatch: 4, concurrency: 2 });
    await engine.run([1, 2, 3, 4, 5].map((id) => ({ id, steps: 3 })));
    expect(Math.max(...steps(engine).map((line) => line.split(' ').length - 1))).toBe(2);
    expect(engine.endedAt.size).toBe(5);
  });

  it('takes fewer images a step when a batch fails, and loses none of them', async () => {
    const engine = new SimulatedEngine({ policy, maxBatch: 4 });
    engine.largestBatch = 2;
    await engine.run([1, 2, 3, 4].map((id) => ({ id, steps: 3 })));
    expect(engine.failed.size).toBe(0);
    expect(Math.max(...steps(engine).map((line) => line.split(' ').length - 1))).toBe(2);
  });

  it('gives up an image at its next step when its deadline is over, and never begins one that is late', async () => {
    const engine = new SimulatedEngine({ policy });
    await engine.run([
      { id: 1, steps: 50, deadline: 135 },
      { id: 2, steps: 2, deadline: 90, at: 105 },
    ]);
    expect([...engine.failed.values()]).toMatchObject([{ code: 'deadline_passed' }, { code: 'deadline_passed' }]);
    expect(steps(engine)).toEqual(Array(4).fill('step 1'));
  });

  it('forgets an aborted image at its next step, and goes on with the others', async () => {
    const engine = new SimulatedEngine({ policy });
    const running = engine.run([
      { id: 1, steps: 3 },
      { id: 2, steps: 5 },
    ]);
    engine.queue.abort(1);
    await running;
    expect(engine.endedAt.has(1)).toBe(false);
    expect(steps(engine)).toEqual(Array(5).fill('step 2'));
  });

  it('brings a preview with the next step, once for each time it was asked', async () => {
    const engine = new SimulatedEngine({ policy });
    const running = engine.run([{ id: 1, steps: 3 }]);
    engine.queue.preview(1);
    await running;
    expect(engine.progress).toEqual(['1: 1/3 with preview', '1: 2/3', '1: 3/3']);
  });

  it('fails an image whose model cannot be loaded, and serves the others', async () => {
    const engine = new SimulatedEngine({ policy });
    await engine.run([
      { id: 1, steps: 3, model: 'broken' },
      { id: 2, steps: 3 },
    ]);
    expect([...engine.failed.keys()]).toEqual([1]);
    expect(engine.endedAt.has(2)).toBe(true);
  });

  it('changes its model only when no image of the one in its way is under way, and another is waited for', async () => {
    const engine = new SimulatedEngine({ policy });
    await engine.run([
      { id: 1, steps: 30, model: 'a' },
      { id: 2, steps: 1, model: 'b', at: 125 },
      { id: 3, steps: 1, model: 'a', at: 125 },
      { id: 4, steps: 1, model: 'b', at: 125 },
    ]);
    expect(engine.log.filter((line) => line.startsWith('load'))).toEqual(['load a', 'load b']);
    expect(engine.log.indexOf('load b')).toBe(engine.log.indexOf('decode 1') + 1);
    expect(engine.failed.size).toBe(0);
  });

  it('keeps models that have room beside each other', async () => {
    const engine = new SimulatedEngine({ policy, room: 2 });
    const images = [1, 2, 3, 4, 5, 6].map((id) => ({ id, steps: 2, model: id % 2 === 0 ? 'a' : 'b', at: id * 50 }));
    await engine.run(images);
    expect(engine.log.filter((line) => line.startsWith('load'))).toHaveLength(2);
  });

  it('lets no image wait for ever behind shorter ones', async () => {
    const engine = new SimulatedEngine({ policy: shortestRemaining(1_000) });
    const short = Array.from({ length: 3_000 }, (_, index) => ({ id: index + 2, steps: 1, at: 100 + index * 20 }));
    await engine.run([{ id: 1, steps: 20, at: 0 }, ...short]);
    expect(engine.endedAt.get(1)).toBeLessThan(30_000);
  });

  it('gives lanes their weight', async () => {
    const engine = new SimulatedEngine({ policy });
    const images = Array.from({ length: 40 }, (_, id) => ({ id, steps: 4, weight: id % 2 === 0 ? 1 : 8 }));
    await engine.run(images);
    const meanEnd = (weight: number) => {
      const ends = images.filter((image) => image.weight === weight).map(({ id }) => engine.endedAt.get(id) ?? 0);
      return ends.reduce((sum, end) => sum + end) / ends.length;
    };
    expect(meanEnd(1) / meanEnd(8)).toBeGreaterThan(2);
  });

  it('serves at most two images of an account that floods while another one waits', async () => {
    const engine = new SimulatedEngine({ policy });
    const flood = Array.from({ length: 100 }, (_, id) => ({ id, steps: 1, tenant: 'flood' }));
    const others = [
      { id: 100, steps: 60, tenant: 'slow', at: 200 },
      { id: 101, steps: 3, tenant: 'other', at: 200 },
    ];
    await engine.run([...flood, ...others]);
    const decoded = engine.log.filter((line) => line.startsWith('decode')).map((line) => Number(line.split(' ')[1]));
    const floodedBetween = (id: number) =>
      decoded
        .filter((other) => other < 100 && (engine.endedAt.get(other) ?? 0) > 200 + STEP_MS + DECODE_MS)
        .filter((other) => decoded.indexOf(other) < decoded.indexOf(id)).length;
    expect(floodedBetween(100)).toBeLessThanOrEqual(2);
    expect(floodedBetween(101)).toBeLessThanOrEqual(2);
  });
});

describe('at 90 % load with images of 1, 4 and 20 steps mixed (P7)', () => {
  /** Images that are ready within five times what they take alone. */
  const goodput = async (chosen: StepPolicy): Promise<number> => {
    const arrivals: { gaps: number[]; steps: number[] } = JSON.parse(await readFile('fixtures/arrivals.json', 'utf8'));
    const aloneMs = arrivals.steps.map((count) => count * STEP_MS + DECODE_MS);
    const meanGap = aloneMs.reduce((sum, ms) => sum + ms) / aloneMs.length / 0.9;
    let at = 0;
    const images: SimulatedImage[] = arrivals.steps.map((count, id) => {
      at += (arrivals.gaps[id] ?? 0) * meanGap;
      return { id, at, steps: count };
    });
    const engine = new SimulatedEngine({ policy: chosen });
    await engine.run(images);
    return images.filter(({ id, at: arrived = 0 }) => {
      return (engine.endedAt.get(id) ?? Number.POSITIVE_INFINITY) - arrived <= 5 * (aloneMs[id] ?? 0);
    }).length;
  };

  it('at least half as many images again are ready in time as when served in the order of arrival', async () => {
    const [ours, theirs] = [await goodput(policy), await goodput(firstComeFirstServed)];
    expect(ours / theirs).toBeGreaterThanOrEqual(1.5);
    expect(await goodput(policy)).toBe(ours);
  });
});
