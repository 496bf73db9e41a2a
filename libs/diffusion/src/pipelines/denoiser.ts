import { ModelError } from '../model/model-error.js';
import type { Session, ValueInfo } from '../runtime/session.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import type { PromptEmbeds } from './text-conditioner.js';

/** One latent image to be looked at: a row of the denoiser's batch. */
export interface DenoiserRow {
  /** `[channels, height, width]`, in the shape that `LatentShape` says. */
  readonly sample: Float32Array;
  readonly timestep: number;
  readonly embeds: PromptEmbeds;
}

/** Of one image's latents, in cells. */
export interface LatentShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The network that is asked at every step: `sample, timestep, encoder_hidden_states -> out_sample`. */
export class Denoiser {
  readonly executionProvider: string;
  private readonly sample: ValueInfo;
  private readonly timestep: ValueInfo;
  private readonly embeds: ValueInfo;
  private readonly output: ValueInfo;
  private readonly maxRows: number;
  /** Newer exports take one timestep for all rows; others one a row. */
  private readonly timestepPerRow: boolean;

  /** @throws ModelError `unsupported_component` */
  constructor(private readonly session: Session) {
    this.executionProvider = session.executionProvider;
    refuseOtherInputs(session, ['sample', 'timestep', 'encoder_hidden_states']);
    this.sample = requireValue(session, 'inputs', 'sample');
    this.timestep = requireValue(session, 'inputs', 'timestep');
    this.embeds = requireValue(session, 'inputs', 'encoder_hidden_states');
    this.output = requireValue(session, 'outputs', 'out_sample', 'sample');
    const [rows] = this.sample.dims;
    this.maxRows = typeof rows === 'number' ? rows : Number.POSITIVE_INFINITY;
    const [timesteps] = this.timestep.dims;
    this.timestepPerRow = timesteps !== undefined && timesteps !== 1;
  }

  /** Channels of the latents, where the graph fixes them. */
  get channels(): number | undefined {
    const channels = this.sample.dims[1];
    return typeof channels === 'number' ? channels : undefined;
  }

  /**
   * The denoiser's answers, one a row, in the order of the rows. Rows of one call have the same shape and the same
   * number of tokens; a graph that takes one timestep for all is run once for each.
   */
  async predict(rows: readonly DenoiserRow[], shape: LatentShape): Promise<Float32Array[]> {
    const answers = new Array<Float32Array>(rows.length);
    for (const batch of this.batches(rows)) {
      const outputs = await this.runBatch(
        batch.map((index) => rows[index]).filter((row) => row !== undefined),
        shape,
      );
      batch.forEach((index, position) => {
        answers[index] = outputs[position] ?? new Float32Array();
      });
    }
    return answers;
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  /** Indices of the rows that run together. */
  private batches(rows: readonly DenoiserRow[]): number[][] {
    const batches: number[][] = [];
    rows.forEach((row, index) => {
      const open = batches.find(
        (batch) =>
          batch.length < this.maxRows && (this.timestepPerRow || rows[batch[0] ?? 0]?.timestep === row.timestep),
      );
      if (open) open.push(index);
      else batches.push([index]);
    });
    return batches;
  }

  private async runBatch(rows: readonly DenoiserRow[], shape: LatentShape): Promise<Float32Array[]> {
    const { tokens = 0, features = 0 } = rows[0]?.embeds ?? {};
    const count = rows.length;
    const timesteps = (this.timestepPerRow ? rows : rows.slice(0, 1)).map(({ timestep }) => timestep);
    const timestepDims = this.timestep.dims.length === 0 ? [] : [timesteps.length];
    const sampleDims = [count, shape.channels, shape.height, shape.width];
    const samples = concatenate(rows.map(({ sample }) => sample));
    const embeds = concatenate(rows.map((row) => row.embeds.data));
    const outputs = await this.session.run({
      [this.sample.name]: tensorFor(this.session, this.sample, samples, sampleDims),
      [this.timestep.name]: tensorFor(this.session, this.timestep, timesteps, timestepDims),
      [this.embeds.name]: tensorFor(this.session, this.embeds, embeds, [count, tokens, features]),
    });
    const { data } = floatOutput(this.session, outputs, this.output.name);
    if (data.length !== samples.length) {
      throw new ModelError(
        'unsupported_component',
        `${this.session.file} answers in another shape than it is asked in: export it for dynamic sizes.`,
      );
    }
    const size = data.length / count;
    return rows.map((_, row) => data.subarray(row * size, (row + 1) * size));
  }
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
