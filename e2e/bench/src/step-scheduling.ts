import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Engine, type EngineOptions } from '@imageai/diffusion';
import { embedded, picture } from './bench-model.js';
import { atLeast, type Result, reported } from './result.js';
import { median } from './statistics.js';

const arrivalsFile = new URL('../../../libs/diffusion/fixtures/arrivals.json', import.meta.url);
const images = 100;
const load = 0.9;
/** In time is what is ready within this many times what it takes alone. */
const patience = 5;
const side = 512;

interface Arrivals {
  /** In units of the mean. */
  readonly gaps: readonly number[];
  readonly steps: readonly number[];
}

/** Goodput at 90 % load, open loop, of images of 1, 4 and 20 steps: each step decided anew / first come first served. */
export async function stepScheduling(): Promise<Result[]> {
  const recorded: Arrivals = JSON.parse(await readFile(arrivalsFile, 'utf8'));
  const arrivals = { gaps: recorded.gaps.slice(0, images), steps: recorded.steps.slice(0, images) };
  const aloneMs = await timesAlone();
  const anew = () => inTime('shortest-remaining', arrivals, aloneMs);
  const inOrder = () => inTime('first-come-first-served', arrivals, aloneMs);
  // A-B-B-A: what drifts in between meets both alike.
  const [a, b, c, d] = [await anew(), await inOrder(), await inOrder(), await anew()];
  const [ours, theirs] = [a + d, b + c];
  return [
    reported(`images of ${2 * images} in time, each step decided anew`, ours, ''),
    reported(`images of ${2 * images} in time, first come first served`, theirs, ''),
    atLeast('goodput at 90 % load / first come first served (P7)', ours / Math.max(1, theirs), 1.5, ''),
  ];
}

const asked = (seed: number, steps: number) => picture({ ...embedded, steps }, side, seed);

async function withEngine<R>(policy: EngineOptions['policy'], work: (engine: Engine) => Promise<R>): Promise<R> {
  const engine = await Engine.start({
    modelFolders: [embedded.folder],
    concurrency: images,
    ...(policy && { policy }),
  });
  try {
    await engine.generate(asked(0, 20));
    return await work(engine);
  } finally {
    await engine.close();
  }
}

async function timesAlone(): Promise<ReadonlyMap<number, number>> {
  return withEngine(undefined, async (engine) => {
    const times = new Map<number, number>();
    for (const steps of [1, 4, 20]) {
      const samples: number[] = [];
      for (let round = 0; round < 5; round++) samples.push(await timeOf(engine, round, steps));
      times.set(steps, median(samples));
    }
    return times;
  });
}

async function timeOf(engine: Engine, seed: number, steps: number): Promise<number> {
  const startedAt = performance.now();
  await engine.generate(asked(seed, steps));
  return performance.now() - startedAt;
}

async function inTime(
  policy: EngineOptions['policy'],
  { gaps, steps }: Arrivals,
  aloneMs: ReadonlyMap<number, number>,
): Promise<number> {
  const alone = (count: number) => aloneMs.get(count) ?? 0;
  const meanGapMs = steps.reduce((sum, count) => sum + alone(count), 0) / steps.length / load;
  return withEngine(policy, async (engine) => {
    const startedAt = performance.now();
    let dueAt = startedAt;
    const made = steps.map(async (count, index) => {
      dueAt += (gaps[index] ?? 1) * meanGapMs;
      const due = dueAt;
      await sleep(due - startedAt);
      await engine.generate(asked(index, count));
      return performance.now() - due <= patience * alone(count);
    });
    return (await Promise.all(made)).filter((isInTime) => isInTime).length;
  });
}
