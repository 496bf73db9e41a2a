import { type InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { ModelError, reasonOf } from '../model/model-error.js';
import type { Session, Tensor, ValueInfo } from './session.js';

/** A component loaded by ONNX Runtime. */
export class OnnxSession implements Session {
  readonly inputs: ReadonlyMap<string, ValueInfo>;
  readonly outputs: ReadonlyMap<string, ValueInfo>;

  constructor(
    readonly file: string,
    readonly executionProvider: string,
    private readonly session: InferenceSession,
  ) {
    this.inputs = valueInfos(session.inputMetadata);
    this.outputs = valueInfos(session.outputMetadata);
  }

  async run(feeds: Readonly<Record<string, Tensor>>): Promise<ReadonlyMap<string, Tensor>> {
    const inputs = Object.fromEntries(
      Object.entries(feeds).map(([name, tensor]) => [name, toOnnx(tensor, this.inputs.get(name)?.type)]),
    );
    try {
      const outputs = await this.session.run(inputs);
      return new Map(Object.entries(outputs).map(([name, value]) => [name, this.fromOnnx(name, value)]));
    } catch (error) {
      throw this.explain(error);
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private fromOnnx(name: string, value: InferenceSession.ReturnType[string]): Tensor {
    const { data, dims } = value as OnnxTensor;
    if (data instanceof Float32Array || data instanceof Int32Array || data instanceof BigInt64Array) {
      return { data, dims };
    }
    if (data instanceof Uint8Array) return { data: Int32Array.from(data), dims };
    if (data instanceof Float16Array) return { data: Float32Array.from(data), dims };
    throw new ModelError(
      'unsupported_component',
      `${this.file} gives "${name}" in a type that is not supported: export the component in float32 or float16.`,
    );
  }

  private explain(error: unknown): unknown {
    if (error instanceof ModelError) return error;
    const message = reasonOf(error);
    if (/allocat|memory/i.test(message)) {
      return new ModelError('out_of_memory', `${this.file} ran out of memory: ask for a smaller image (${message}).`);
    }
    return new ModelError(
      'unsupported_component',
      `${this.file} failed to run (${message}): check how it was exported.`,
      {
        cause: error,
      },
    );
  }
}

function valueInfos(metadata: readonly InferenceSession.ValueMetadata[]): ReadonlyMap<string, ValueInfo> {
  return new Map(
    metadata.map((value) => [
      value.name,
      { name: value.name, type: value.isTensor ? value.type : 'unknown', dims: value.isTensor ? value.shape : [] },
    ]),
  );
}

/** @param type that the graph asks for; half precision is this side's single precision, rounded */
function toOnnx({ data, dims }: Tensor, type: string | undefined): OnnxTensor {
  if (type === 'float16' && data instanceof Float32Array) return halfTensor(data, dims);
  if (data instanceof Float32Array) return new OnnxTensor('float32', data, dims);
  if (data instanceof Int32Array) return new OnnxTensor('int32', data, dims);
  return new OnnxTensor('int64', data, dims);
}

function halfTensor(data: Float32Array, dims: readonly number[]): OnnxTensor {
  const bits = new Uint16Array(Float16Array.from(data).buffer);
  const tensor = new OnnxTensor('float16', bits, dims);
  // The binding reads the bits; of the Float16Array that a tensor makes of them where there is one, it reads nothing.
  return Object.defineProperty(tensor, 'data', { value: bits });
}
