import { ModelError } from '../model/model-error.js';
import type { Session, Tensor, ValueInfo } from '../runtime/session.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';

/** One row's share of an input: its values, and their shape without the batch. */
export interface RowTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** What a row is conditioned on, by the names of the graph's inputs. */
export type RowInputs = Readonly<Record<string, RowTensor>>;

/** One latent image to be looked at: a row of the denoiser's batch. */
export interface DenoiserRow {
  readonly sample: RowTensor;
  /** Values of the answer, where they are fewer than those of the sample. */
  readonly answerSize?: number;
  readonly timestep: number;
  readonly inputs: RowInputs;
}

/** Of one image's latents, in cells. */
export interface LatentShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The network that is asked at every step: `sample, timestep, ...inputs -> out_sample`. */
export class Denoiser {
  readonly executionProvider: string;
  private readonly sample: ValueInfo;
  private readonly timestep: ValueInfo;
  private readonly inputs: readonly ValueInfo[];
  private readonly output: ValueInfo;
  private readonly maxRows: number;
  /** Newer exports take one timestep for all rows; others one a row. */
  private readonly timestepPerRow: boolean;

  /**
   * @param inputNames what rows give besides sample and timestep, such as `encoder_hidden_states`
   * @throws ModelError `unsupported_component` when the graph lacks one of these, or wants another
   */
  constructor(
    private readonly session: Session,
    inputNames: readonly string[],
  ) {
    this.executionProvider = session.executionProvider;
    this.sample = requireValue(session, 'inputs', 'sample', 'hidden_states');
    refuseOtherInputs(session, [this.sample.name, 'timestep', ...inputNames]);
    this.timestep = requireValue(session, 'inputs', 'timestep');
    this.inputs = inputNames.map((name) => requireValue(session, 'inputs', name));
    this.output = requireValue(session, 'outputs', 'out_sample', 'out_hidden_states', 'sample');
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
   * The denoiser's answers, one a row, in the order of the rows. Rows of one call agree in the shapes of all they give;
   * a graph that takes one timestep for all is run once for each.
   */
  async predict(rows: readonly DenoiserRow[]): Promise<Float32Array[]> {
    const answers = new Array<Float32Array>(rows.length);
    for (const batch of this.batches(rows)) {
      const outputs = await this.runBatch(batch.map((index) => rows[index]).filter((row) => row !== undefined));
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

  private async runBatch(rows: readonly DenoiserRow[]): Promise<Float32Array[]> {
    const timesteps = (this.timestepPerRow ? rows : rows.slice(0, 1)).map(({ timestep }) => timestep);
    const timestepDims = this.timestep.dims.length === 0 ? [] : [timesteps.length];
    const samples = rows.map(({ sample }) => sample);
    const feeds: Record<string, Tensor> = {
      [this.sample.name]: this.stack(this.sample, samples),
      [this.timestep.name]: tensorFor(this.session, this.timestep, timesteps, timestepDims),
    };
    for (const input of this.inputs) feeds[input.name] = this.stack(input, rows.map(givenFor(input)));
    const { data } = floatOutput(this.session, await this.session.run(feeds), this.output.name);
    const size = rows[0]?.answerSize ?? samples[0]?.data.length ?? 0;
    if (data.length !== size * rows.length) {
      throw new ModelError(
        'unsupported_component',
        `${this.session.file} answers in another shape than it is asked in: export it for dynamic sizes.`,
      );
    }
    return rows.map((_, row) => data.subarray(row * size, (row + 1) * size));
  }

  /**
   * Rows one after the other, with the batch as the first dimension. An input whose rank is that of one row has no place
   * for a batch (position ids, say): it is the same for all rows, and given once.
   */
  private stack(input: ValueInfo, parts: readonly RowTensor[]): Tensor {
    const [first] = parts;
    const { data = new Float32Array(), dims = [] } = first ?? {};
    if (input.dims.length === dims.length) return tensorFor(this.session, input, data, dims);
    return tensorFor(this.session, input, concatenate(parts), [parts.length, ...dims]);
  }
}

function givenFor({ name }: ValueInfo): (row: DenoiserRow) => RowTensor {
  return ({ inputs }) => {
    const given = inputs[name];
    if (!given) throw new TypeError(`a row gives no "${name}"`);
    return given;
  };
}

function concatenate(parts: readonly RowTensor[]): Float32Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only.data;
  const whole = new Float32Array(parts.reduce((length, { data }) => length + data.length, 0));
  let offset = 0;
  for (const { data } of parts) {
    whole.set(data, offset);
    offset += data.length;
  }
  return whole;
}
