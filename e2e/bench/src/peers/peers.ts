import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Engine } from '@imageai/diffusion';
import { atLeast, atMost, type Result, reported } from '../result.js';
import { median } from '../statistics.js';
import { SHAPE, SHAPE_IN_INT8 } from './models.js';
import { type PeerKind, PeerProcess } from './peer-process.js';

const rounds = 5;
const side = 512;
const threads = availableParallelism();

/**
 * One picture of a model of the true size, by the engine and by others on the same machine (P2, P3), and which share of
 * the machine's best that is (P4).
 */
export async function peers(python: string, models: string): Promise<Result[]> {
  const single = await compare(python, models, SHAPE, ['diffusers', 'float32']);
  const onnx = await compare(python, models, SHAPE, ['onnxruntime', 'float32']);
  const best = await compare(python, models, SHAPE_IN_INT8, ['diffusers', 'bfloat16']);
  const { peak, flop } = await limits(python, models);
  const share = (seconds: number, gflops: number) => flop / seconds / 1e9 / gflops;
  return [
    reported('one picture, single precision: the engine', single.ours, 's'),
    reported('one picture, single precision: diffusers on PyTorch', single.theirs, 's'),
    atMost('the engine / diffusers, single precision (P2)', single.ratio, 0.8, ''),
    reported('… lowest and highest of its rounds', single.lowest, `to ${single.highest.toPrecision(3)}`),
    atLeast('… cosine of their pixels', single.cosine, 0.999, ''),
    reported('the engine / onnxruntime for Python, the same files', onnx.ratio, ''),
    reported('one picture, the best of each: the engine in int8', best.ours, 's'),
    reported('one picture, the best of each: diffusers in bfloat16', best.theirs, 's'),
    atMost('the engine in int8 / diffusers in bfloat16 (P3)', best.ratio, 0.5, ''),
    reported('… lowest and highest of its rounds', best.lowest, `to ${best.highest.toPrecision(3)}`),
    reported('share of the peak of matrix products, single precision (P4)', share(single.ours, peak.float32), ''),
    reported('share of the peak of matrix products, int8 (P4)', share(best.ours, peak.int8), ''),
  ];
}

interface Comparison {
  /** Seconds. */
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  /** Of the pixels of the same seed. */
  readonly cosine: number;
}

async function compare(python: string, models: string, model: string, kind: PeerKind): Promise<Comparison> {
  process.stderr.write(`The engine with ${model}, and ${kind.join(', ')} …\n`);
  const peer = await PeerProcess.start(python, models, kind, threads);
  const engine = await Engine.start({ modelFolders: [join(models, model)], threads });
  const [loaded] = engine.models;
  if (loaded?.status !== 'ready') throw new Error(`${model} does not run: ${loaded?.reason}`);
  const ours = async (seed: number) => {
    const began = performance.now();
    const { pixels } = await engine.generate(asked(loaded.name, seed));
    return { seconds: (performance.now() - began) / 1_000, pixels };
  };
  const theirs = (seed: number) => peer.make(promptOf(seed), seed);
  try {
    const [mine, other] = [await ours(0), await theirs(0)];
    const measured: { readonly ours: number; readonly theirs: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      // A-B-B-A: what drifts in between meets both alike. Prompts differ: one that is known is not encoded again.
      const [first, second] = [2 * round + 1, 2 * round + 2];
      const a = await ours(first);
      const [b, c] = [await theirs(first), await theirs(second)];
      const d = await ours(second);
      const latest = { ours: (a.seconds + d.seconds) / 2, theirs: (b.seconds + c.seconds) / 2 };
      process.stderr.write(`  ${latest.ours.toFixed(2)} s, ${latest.theirs.toFixed(2)} s\n`);
      measured.push(latest);
    }
    const ratios = measured.map((round) => round.ours / round.theirs);
    return {
      ours: median(measured.map((round) => round.ours)),
      theirs: median(measured.map((round) => round.theirs)),
      ...{ ratio: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) },
      cosine: cosineOf(mine.pixels, Buffer.from(other.pixels, 'base64')),
    };
  } finally {
    await engine.close();
    await peer.stop();
  }
}

async function limits(python: string, models: string) {
  const peer = await PeerProcess.start(python, models, ['diffusers', 'float32'], threads);
  try {
    return { peak: await peer.peak(), flop: await peer.flop() };
  } finally {
    await peer.stop();
  }
}

const promptOf = (seed: number): string => `the boat on the sea ${seed}`;

const asked = (model: string, seed: number) => ({
  ...{ model, prompt: promptOf(seed), seed, width: side, height: side, steps: 1, guidanceScale: 1 },
});

const middle = 127.5;

function cosineOf(a: Uint8Array, b: Uint8Array): number {
  let [product, squaresOfA, squaresOfB] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    // From the middle of the range: two pictures that have nothing in common but their brightness are not alike.
    const [x, y] = [(a[index] ?? 0) - middle, (b[index] ?? 0) - middle];
    product += x * y;
    squaresOfA += x * x;
    squaresOfB += y * y;
  }
  return product / Math.sqrt(squaresOfA * squaresOfB);
}
