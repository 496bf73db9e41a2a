import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type FamilyCase, familyCases, familyFolder, requestOf } from '../../test/families.js';
import { largestDifference, unpackFloats } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { LatentRun } from '../pipelines/latent-run.js';
import { loadPipeline } from '../pipelines/load-pipeline.js';
import type { Session } from '../runtime/session.js';
import { type GraphProto, ModelProto } from './gen/onnx/onnx.js';
import { graphChange } from './graph-change.js';
import { timestepPerRow } from './timestep-per-row.js';

jest.setTimeout(120_000);

const UNET = 'unet/model.onnx';
const change = graphChange('with a timestep a row', [timestepPerRow]);
let folder: string;
let bytes: Uint8Array;
beforeAll(async () => {
  folder = await familyFolder('tiny-stable-diffusion-scalar-timestep');
  bytes = await readFile(join(folder, UNET));
});
afterAll(() => rm(dirname(folder), { recursive: true }));

const wave = (dims: number[], phase: number) => {
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, at) => Math.sin(at + phase));
  return { data, dims };
};
const answer = async (session: Session, rows: number[], timestep: { data: Float32Array; dims: number[] }) => {
  const stack = (dims: number[]) => {
    const parts = rows.map((row) => wave(dims, row).data);
    return { data: Float32Array.from(parts.flatMap((part) => [...part])), dims: [rows.length, ...dims] };
  };
  const feeds = { sample: stack([4, 8, 8]), timestep, encoder_hidden_states: stack([5, 8]) };
  return (await session.run(feeds)).get('out_sample')?.data as Float32Array;
};

/** A graph with something changed, as bytes. */
const edited = (graph: Uint8Array, edit: (graph: GraphProto) => void) => {
  const model = ModelProto.decode(graph);
  if (model.graph) edit(model.graph);
  return ModelProto.encode(model).finish();
};

describe('an export that takes one timestep for all rows', () => {
  it('takes one a row, and gives each what it gives alone', async () => {
    const plain = await testRuntime().load(folder, UNET);
    const changed = await testRuntime().load(folder, UNET, undefined, change);
    expect([plain, changed].map(({ inputs }) => inputs.get('timestep')?.dims)).toEqual([[], ['rows']]);
    const alone = [
      await answer(plain, [0], { data: Float32Array.of(900), dims: [] }),
      await answer(plain, [1], { data: Float32Array.of(20), dims: [] }),
    ];
    const together = await answer(changed, [0, 1], { data: Float32Array.of(900, 20), dims: [2] });
    expect(largestDifference(together, Float32Array.from(alone.flatMap((values) => [...values])))).toBeLessThan(1e-5);
    await plain.release();
    await changed.release();
  });

  it('gives the latents of diffusers, step by step', async () => {
    const recorded = (await familyCases('tiny-stable-diffusion-2'))[0] as FamilyCase;
    const pipeline = await loadPipeline(await readModelFolder(folder), testRuntime());
    const run = (await pipeline.begin(requestOf(recorded))) as LatentRun;
    for (const latents of recorded.latents) {
      await pipeline.step([run]);
      expect(largestDifference(run.latents, unpackFloats(latents))).toBeLessThan(1e-3);
    }
    await pipeline.release();
  });

  it('may take it as a list of one', async () => {
    const changed = (await change.apply(bytes, 'cpu')) as Uint8Array;
    const ofOne = edited(changed, ({ input }) => {
      const shape = input.find(({ name }) => name === 'timestep')?.type?.tensorType?.shape;
      if (shape) shape.dim = [{ value: { $case: 'dimValue', value: 1n } }];
    });
    expect(await change.apply(ofOne, 'cpu')).toEqual(changed);
  });

  it('stays as it is where the timestep is used in another way, or is one a row already', async () => {
    const changed = (await change.apply(bytes, 'cpu')) as Uint8Array;
    expect(await change.apply(changed, 'cpu')).toBeUndefined();
    const otherwise = edited(bytes, ({ node }) => {
      for (const one of node) if (one.opType === 'Expand') one.opType = 'Tile';
    });
    expect(await change.apply(otherwise, 'cpu')).toBeUndefined();
    const given = edited(bytes, ({ output, input }) => output.push(...input.filter(({ name }) => name === 'timestep')));
    expect(await change.apply(given, 'cpu')).toBeUndefined();
  });
});
