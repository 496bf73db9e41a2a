import { describe, expect, it } from '@jest/globals';
import type { Session, Tensor } from '../runtime/session.js';
import { Denoiser, type DenoiserRow, type RowInputs } from './denoiser.js';

const embeds = { data: new Float32Array(2), dims: [1, 2] };
const row = (timestep: number, value: number, inputs: RowInputs = {}): DenoiserRow => ({
  sample: { data: Float32Array.of(value, value), dims: [1, 1, 2] },
  timestep,
  inputs: { encoder_hidden_states: embeds, ...inputs },
});
const EMBEDS = ['encoder_hidden_states'];

interface Export {
  timestep: { type: string; dims: (number | string)[] };
  batch?: number | string;
  /** More inputs, by name. */
  others?: Record<string, (number | string)[]>;
}

/** A component that answers with its sample plus the timestep, and remembers what it was given. */
function fakeUnet({ timestep, batch = 'batch', others = {} }: Export) {
  const calls: { rows: number; timestep: Tensor; feeds: Readonly<Record<string, Tensor>> }[] = [];
  const inputs = [
    { name: 'sample', type: 'float32', dims: [batch, 1, 'h', 'w'] },
    { name: 'timestep', ...timestep },
    { name: 'encoder_hidden_states', type: 'float32', dims: ['batch', 1, 2] },
    ...Object.entries(others).map(([name, dims]) => ({ name, type: 'float32', dims })),
  ];
  const session: Session = {
    file: 'unet/model.onnx',
    executionProvider: 'fake',
    inputs: new Map(inputs.map((input) => [input.name, input])),
    outputs: new Map([['out_sample', { name: 'out_sample', type: 'float32', dims: [] }]]),
    run: async (feeds) => {
      const { sample, timestep: given } = feeds;
      if (!sample || !given) throw new Error('inputs are missing');
      const rows = sample.dims[0] ?? 0;
      calls.push({ rows, timestep: given, feeds });
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
    const result = await new Denoiser(session, EMBEDS).predict([row(10, 1), row(20, 2), row(10, 3)]);
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
      const result = await new Denoiser(session, EMBEDS).predict([row(10, 1), row(20, 2), row(10, 3)]);
      expect(answers(result)).toEqual([11, 22, 13]);
      expect(calls.map(({ rows }) => rows)).toEqual([2, 1]);
      expect(calls[0]?.timestep.dims).toEqual(dims);
      expect(calls[0]?.timestep.data).toEqual(BigInt64Array.of(10n));
    });
  }

  it('runs no more rows at once than an export with a fixed batch takes', async () => {
    const { session, calls } = fakeUnet({ timestep: { type: 'int32', dims: ['batch'] }, batch: 1 });
    const result = await new Denoiser(session, EMBEDS).predict([row(10, 1), row(10, 2)]);
    expect(answers(result)).toEqual([11, 12]);
    expect(calls.map(({ rows }) => rows)).toEqual([1, 1]);
  });

  it('gives what each row brings besides, stacked where the graph has a batch for it, once where it has none', async () => {
    const others = { text_embeds: ['batch', 2], guidance: ['batch'], img_ids: ['cells', 3] };
    const { session, calls } = fakeUnet({ timestep: { type: 'float32', dims: ['batch'] }, others });
    const ids = { data: Float32Array.of(0, 0, 1), dims: [1, 3] };
    const extra = (value: number) => ({
      text_embeds: { data: Float32Array.of(value, value), dims: [2] },
      guidance: { data: Float32Array.of(value), dims: [] },
      img_ids: ids,
    });
    await new Denoiser(session, [...EMBEDS, ...Object.keys(others)]).predict([
      row(1, 1, extra(7)),
      row(2, 1, extra(8)),
    ]);
    expect(calls[0]?.feeds).toMatchObject({
      text_embeds: { data: Float32Array.of(7, 7, 8, 8), dims: [2, 2] },
      guidance: { data: Float32Array.of(7, 8), dims: [2] },
      img_ids: ids,
    });
  });

  it('refuses a graph that wants more than this pipeline has, by the name of the input', () => {
    const { session } = fakeUnet({ timestep: { type: 'float32', dims: [] }, others: { timestep_cond: [1] } });
    expect(() => new Denoiser(session, EMBEDS)).toThrow(/unet\/model\.onnx wants an input "timestep_cond"/);
  });

  it('refuses an element type that it cannot give', async () => {
    const { session } = fakeUnet({ timestep: { type: 'uint8', dims: [] } });
    await expect(new Denoiser(session, EMBEDS).predict([row(1, 1)])).rejects.toThrow(/wants "timestep" as uint8/);
  });
});
