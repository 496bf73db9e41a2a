import { createHash } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { dataTypes } from '../onnx/data-types.js';
import { ModelProto, type ValueInfoProto } from '../onnx/gen/onnx/onnx.js';
import { nodeOf } from '../onnx/nodes.js';

/** About what the layers of a denoiser multiply at 512 x 512; a hundredth of a second a product. */
const EDGE = 768;
const PRODUCTS = 9;
/** Fewer threads are taken where they are as fast but for what the clock cannot tell apart. */
const AS_FAST = 1.05;

/** Seconds that a product of matrices takes with so many threads. */
export type MeasureProduct = (threads: number) => Promise<number>;

/**
 * How many threads make this machine fastest: cores that share their arithmetic units, or that a container may not use
 * in full, slow each other down. Since another number makes other bytes, it is measured once for a machine, and kept in
 * the folder. Without one it is not measured at all: the next start might find another number.
 */
export async function measuredThreads(
  folder: string | undefined,
  measure: MeasureProduct = timeProduct,
  most = availableParallelism(),
): Promise<number> {
  if (folder === undefined || most === 1) return most;
  const path = join(folder, `threads-${machine(most)}.json`);
  const kept = await keptIn(path, most);
  if (kept !== undefined) return kept;
  const threads = await fewestAmongTheFastest(most, measure);
  // Where nothing can be kept, what a start without measuring would take.
  return (await keep(path, folder, threads)) ? ((await keptIn(path, most)) ?? most) : most;
}

/** All, a half, a quarter, … of them. */
async function fewestAmongTheFastest(most: number, measure: MeasureProduct): Promise<number> {
  const times: { readonly threads: number; readonly seconds: number }[] = [];
  for (let threads = most; threads >= 1; threads = Math.floor(threads / 2)) {
    times.push({ threads, seconds: await measure(threads) });
  }
  const best = Math.min(...times.map(({ seconds }) => seconds));
  return Math.min(...times.filter(({ seconds }) => seconds <= AS_FAST * best).map(({ threads }) => threads));
}

/** The best of several: what else runs on the machine can only make it slower. */
async function timeProduct(threads: number): Promise<number> {
  const session = await InferenceSession.create(product(), { intraOpNumThreads: threads, interOpNumThreads: 1 });
  const values = Float32Array.from({ length: EDGE * EDGE }, (_, index) => Math.sin(index));
  const feeds = { a: new Tensor(values, [EDGE, EDGE]), b: new Tensor(values, [EDGE, EDGE]) };
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < PRODUCTS; run++) {
    const began = performance.now();
    await session.run(feeds);
    best = Math.min(best, performance.now() - began);
  }
  await session.release();
  return best / 1_000;
}

/** A graph that multiplies two matrices. */
function product(): Uint8Array {
  const dimension = { value: { $case: 'dimValue' as const, value: BigInt(EDGE) } };
  const matrix = (name: string): ValueInfoProto => ({
    name,
    type: { tensorType: { elemType: dataTypes.float32, shape: { dim: [dimension, dimension] } } },
  });
  const graph = {
    ...{ name: 'product', initializer: [], valueInfo: [] },
    node: [nodeOf('MatMul', ['a', 'b'], ['c'])],
    input: [matrix('a'), matrix('b')],
    output: [matrix('c')],
  };
  return ModelProto.encode({ irVersion: 9n, graph, opsetImport: [{ domain: '', version: 17n }] }).finish();
}

async function keptIn(path: string, most: number): Promise<number | undefined> {
  try {
    const { threads }: { threads?: unknown } = JSON.parse(await readFile(path, 'utf8'));
    return Number.isInteger(threads) && Number(threads) >= 1 && Number(threads) <= most ? Number(threads) : undefined;
  } catch {
    return undefined;
  }
}

/** Of several processes that measured at once, the first one's number is everybody's. */
async function keep(path: string, folder: string, threads: number): Promise<boolean> {
  const draft = `${path}.${process.pid}.unfinished`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(draft, JSON.stringify({ threads }));
    await link(draft, path).catch(async () => {
      // A file that says nothing of use would be in the way for ever.
      if ((await keptIn(path, Number.POSITIVE_INFINITY)) === undefined)
        await writeFile(path, JSON.stringify({ threads }));
    });
    return true;
  } catch {
    return false;
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Machines may share a folder. */
const machine = (most: number): string =>
  createHash('sha256')
    .update([process.platform, process.arch, cpus()[0]?.model, most, env.versions.node].join('\n'))
    .digest('hex')
    .slice(0, 16);
