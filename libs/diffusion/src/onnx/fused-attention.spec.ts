import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { familyFolder } from '../../test/families.js';
import { largestDifference } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import type { Session } from '../runtime/session.js';
import { fusedAttention } from './fused-attention.js';
import { type GraphProto, ModelProto } from './gen/onnx/onnx.js';
import { graphChange } from './graph-change.js';

jest.setTimeout(120_000);

const change = graphChange('with fused attention', [fusedAttention]);

let folder: string;
afterEach(() => rm(dirname(folder), { recursive: true }));

const bytesOf = (file: string) => readFile(join(folder, file));
const fused = async (bytes: Uint8Array, provider = 'cpu') => {
  const changed = await change.apply(bytes, provider);
  return changed && ModelProto.decode(changed);
};
const count = (graph: GraphProto | undefined, opType: string) =>
  graph?.node.filter((node) => node.opType === opType).length ?? 0;

/** A graph with something changed, as bytes. */
const edited = (graph: Uint8Array, edit: (graph: GraphProto) => void) => {
  const model = ModelProto.decode(graph);
  if (model.graph) edit(model.graph);
  return ModelProto.encode(model).finish();
};

const wave = (dims: readonly number[], step: number) => {
  const length = dims.reduce((size, dim) => size * dim, 1);
  return { data: Float32Array.from({ length }, (_, at) => Math.sin(at * step)), dims };
};
/** Values for all that a session reads, of two rows and the smallest sizes. */
const answerOf = async (session: Session) => {
  const sizes: Record<string, number> = { batch: 2, steps: 2, rows: 2 };
  const feeds = [...session.inputs.values()].map(({ name, dims, type }) => {
    const size = dims.map((dim) => (typeof dim === 'number' ? dim : (sizes[dim] ?? 8)));
    const values = wave(size, 0.37);
    return [name, type === 'float32' ? values : { data: BigInt64Array.from(values.data, () => 1n), dims: size }];
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  return [...outputs.values()][0]?.data as Float32Array;
};

describe.each([
  ['Stable Diffusion 2', 'tiny-stable-diffusion-2', 'unet/model.onnx'],
  ['its decoder, of one head', 'tiny-stable-diffusion-2', 'vae_decoder/model.onnx'],
  ['Stable Diffusion XL', 'tiny-sdxl', 'unet/model.onnx'],
  ['Stable Diffusion 3', 'tiny-stable-diffusion-3', 'transformer/model.onnx'],
])('attention of %s', (_, model, file) => {
  beforeEach(async () => {
    folder = await familyFolder(model);
  });

  it('is one operator each, and gives the same numbers', async () => {
    const bytes = await bytesOf(file);
    const layers = count(ModelProto.decode(bytes).graph, 'Softmax');
    const { graph } = (await fused(bytes)) ?? {};
    expect(layers).toBeGreaterThan(0);
    expect([count(graph, 'Softmax'), count(graph, 'MultiHeadAttention')]).toEqual([0, layers]);
    const plain = await testRuntime().load(folder, file);
    const changed = await testRuntime().load(folder, file, undefined, change);
    expect(largestDifference(await answerOf(changed), await answerOf(plain))).toBeLessThan(1e-5);
    await plain.release();
    await changed.release();
  });
});

describe('attention', () => {
  const UNET = 'unet/model.onnx';
  let bytes: Uint8Array;
  beforeEach(async () => {
    folder = await familyFolder('tiny-stable-diffusion-2');
    bytes = await bytesOf(UNET);
  });

  it('stays as it is on other providers, which fuse by themselves', async () => {
    expect(await fused(bytes, 'cuda')).toBeUndefined();
  });

  it('stays as it is where scores are masked, and in half precision', async () => {
    expect(await fused(await bytesOf('text_encoder/model.onnx'))).toBeUndefined();
    const half = await familyFolder('tiny-stable-diffusion-half');
    expect(await fused(await readFile(join(half, 'unet/model_fp16.onnx')))).toBeUndefined();
    await rm(dirname(half), { recursive: true });
  });

  it('stays as it is where the graph does not say how many heads there are, as FLUX does not', async () => {
    const flux = await familyFolder('tiny-flux-schnell');
    expect(await fused(await readFile(join(flux, 'transformer/model.onnx')))).toBeUndefined();
    await rm(dirname(flux), { recursive: true });
  });

  it('stays as it is where its weights are read by something else, or given away', async () => {
    const layers = count(ModelProto.decode(bytes).graph, 'Softmax');
    const given = edited(bytes, ({ node, output }) => {
      const name = node.find(({ opType }) => opType === 'Softmax')?.output[0] ?? '';
      output.push({ name, type: { tensorType: { elemType: 1, shape: undefined } } });
    });
    expect(count((await fused(given))?.graph, 'MultiHeadAttention')).toBe(layers - 1);
    const otherAxis = edited(bytes, ({ node }) => {
      for (const { opType, attribute } of node) {
        const axis = opType === 'Softmax' ? attribute.find(({ name }) => name === 'axis') : undefined;
        if (axis) axis.i = 1n;
      }
    });
    expect(await fused(otherAxis)).toBeUndefined();
  });

  it('is not fused twice', async () => {
    expect(await change.apply((await change.apply(bytes, 'cpu')) as Uint8Array, 'cpu')).toBeUndefined();
  });
});
