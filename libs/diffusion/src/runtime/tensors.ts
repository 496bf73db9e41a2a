import { ModelError } from '../model/model-error.js';
import type { Session, Tensor, ValueInfo } from './session.js';

/**
 * Numbers as the tensor that an input asks for.
 *
 * @throws ModelError `unsupported_component` when the input's element type is not supported
 */
export function tensorFor(
  session: Session,
  input: ValueInfo,
  values: ArrayLike<number>,
  dims: readonly number[],
): Tensor {
  switch (input.type) {
    case 'float32':
    case 'float16':
      return { data: values instanceof Float32Array ? values : Float32Array.from(values), dims };
    case 'int32':
      return { data: Int32Array.from(values), dims };
    case 'int64':
      return { data: BigInt64Array.from(Array.from(values, (value) => BigInt(Math.trunc(value)))), dims };
    default:
      throw new ModelError(
        'unsupported_component',
        `${session.file} wants "${input.name}" as ${input.type}, which is not supported: export the component in float32 or float16.`,
      );
  }
}

/**
 * An input or output by the names that exports give it, the first that is there.
 *
 * @throws ModelError `unsupported_component` when there is none
 */
export function requireValue(session: Session, kind: 'inputs' | 'outputs', ...names: readonly string[]): ValueInfo {
  for (const name of names) {
    const value = session[kind].get(name);
    if (value) return value;
  }
  const found = [...session[kind].keys()].join(', ');
  throw new ModelError(
    'unsupported_component',
    `${session.file} has none of the ${kind} ${names.join(', ')}, but ${found}: export it for this pipeline.`,
  );
}

/** @throws ModelError `unsupported_component` when the component wants more than it will be given */
export function refuseOtherInputs(session: Session, known: readonly string[]): void {
  const other = [...session.inputs.keys()].find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new ModelError(
    'unsupported_component',
    `${session.file} wants an input "${other}" that this pipeline does not have: the model is of another kind than its model_index.json says.`,
  );
}

/** @throws ModelError `unsupported_component` when the output is not there or not of floating-point numbers */
export function floatOutput(
  session: Session,
  outputs: ReadonlyMap<string, Tensor>,
  name: string,
): {
  readonly data: Float32Array;
  readonly dims: readonly number[];
} {
  const output = outputs.get(name);
  if (output?.data instanceof Float32Array) return { data: output.data, dims: output.dims };
  throw new ModelError(
    'unsupported_component',
    `${session.file} does not give "${name}" as floating-point numbers: export the component in float32 or float16.`,
  );
}
