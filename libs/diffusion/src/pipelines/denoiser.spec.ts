import { describe, expect, it } from '@jest/globals';
import type { Session, Tensor } from '../runtime/session.js';
import { Denoiser, type DenoiserRow } from './denoiser.js';

const shape = { channels: 1, height: 1, width: 2 };
const embeds = { data: new Float32Array(2), tokens: 1, features: 2 };
const row = (timestep: number, value: number): DenoiserRow => ({
  sample: Float32Array.of(value, value),
  timestep,
  embeds,
});

interface Export {
  timestep: { type: string; dims: (number | string)[] };
  batch?: number | string;
  other?: string;
}

/** A component that answers with its sample plus the timestep, and remembers what it was given. */
function fakeUnet({ timestep, batch = 'batch', other }: Export) {
  const calls: { rows: number; timestep: Tensor }[] = [];
  const inputs = [
    { name: 'sample', type: 'float32', dims: [batch, 1, 'h', 'w'] },
    { name: 'timestep', ...timestep },
    { name: 'encoder_hidden_states', type: 'float32', dims: ['batch', 1, 2] },
    ...(other ? [{ name: other, type: 'float32', dims: [1] }] : []),
  ];
  const session: Session = {
    file: 'unet/model.onnx',
    executionProvider: 'fake',
    inputs: new Map(inputs.map((input) => [input.name, input])),
    outputs: new Map([['out_sample', { name: 'out_sample', type: 'float32', dims: [] }]]),
    run: async ({ sample, timestep: given }) => {
      if (!sample || !given) throw new Error('inputs are missing');
      const rows = sample.dims[0] ?? 0;
      calls.push({ rows, timestep: given });
      const data = Float32Array.from({ length: sample.data.length }, (_, index) => {
        const at = given.data.length === 1 ? 0 : Math.floor(index / 2);
        return Number(sample.data[index]) + Number(given.data[at]);
      });
      return new Map([['out_sample', { data, dims: sample.dims }]]);
    },
    release: async () => undefined,
  };
  return { session, calls };
}

const answers = (values: Float32Array[]) => values.map((value) => value[0]);

describe('Denoiser', () => {
  it('runs rows of different timesteps in one batch where the graph takes one a row', async () => {
    const { session, calls } = fakeUnet({ timestep: { type: 'float32', dims: ['batch'] } });
    const result = await new Denoiser(session).predict([row(10, 1), row(20, 2), row(10, 3)], shape);
    expect(answers(result)).toEqual([11, 22, 13]);
    expect(calls.map(({ rows }) => rows)).toEqual([3]);
    expect(calls[0]?.timestep.dims).toEqual([3]);
  });

  for (const [name, dims] of [
    ['a scalar', []],
    ['a list of one', [1]],
  ] as const) {
    it(`batches only equal timesteps where the graph takes ${name} for all rows`, async () => {
      const { session, calls } = fakeUnet({ timestep: { type: 'int64', dims: [...dims] } });
      const result = await new Denoiser(session).predict([row(10, 1), row(20, 2), row(10, 3)], shape);
      expect(answers(result)).toEqual([11, 22, 13]);
      expect(calls.map(({ rows }) => rows)).toEqual([2, 1]);
      expect(calls[0]?.timestep.dims).toEqual(dims);
      expect(calls[0]?.timestep.data).toEqual(BigInt64Array.of(10n));
    });
  }

  it('runs no more rows at once than an export with a fixed batch takes', async () => {
    const { session, calls } = fakeUnet({ timestep: { type: 'int32', dims: ['batch'] }, batch: 1 });
    const result = await new Denoiser(session).predict([row(10, 1), row(10, 2)], shape);
    expect(answers(result)).toEqual([11, 12]);
    expect(calls.map(({ rows }) => rows)).toEqual([1, 1]);
  });

  it('refuses a graph that wants more than this pipeline has, by the name of the input', () => {
    const { session } = fakeUnet({ timestep: { type: 'float32', dims: [] }, other: 'timestep_cond' });
    expect(() => new Denoiser(session)).toThrow(/unet\/model\.onnx wants an input "timestep_cond"/);
  });

  it('refuses an element type that it cannot give', async () => {
    const { session } = fakeUnet({ timestep: { type: 'float16', dims: [] } });
    await expect(new Denoiser(session).predict([row(1, 1)], shape)).rejects.toThrow(/wants "timestep" as float16/);
  });
});
