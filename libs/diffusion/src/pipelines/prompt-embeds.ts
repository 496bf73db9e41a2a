import type { RowTensor } from './denoiser.js';

/** What a text encoder says of a prompt. */
export interface PromptEmbeds {
  /** A vector a token: `[tokens, features]`. */
  readonly data: Float32Array;
  readonly tokens: number;
  readonly features: number;
  /** One vector for the whole text; empty where it was not asked for. */
  readonly pooled: Float32Array;
}

/** One tensor of several encoders' answers to a text: each token's vectors one after the other. */
export function besideEachOther(...parts: readonly Pick<PromptEmbeds, 'data' | 'tokens' | 'features'>[]): RowTensor {
  const tokens = parts[0]?.tokens ?? 0;
  const features = parts.reduce((sum, part) => sum + part.features, 0);
  const data = new Float32Array(tokens * features);
  let column = 0;
  for (const part of parts) {
    for (let token = 0; token < tokens; token += 1) {
      data.set(part.data.subarray(token * part.features, (token + 1) * part.features), token * features + column);
    }
    column += part.features;
  }
  return { data, dims: [tokens, features] };
}

/** Texts of vectors of equal length, one after the other. */
export function afterEachOther(...parts: readonly RowTensor[]): RowTensor {
  const data = joined(parts.map((part) => part.data));
  const tokens = parts.reduce((sum, { dims }) => sum + (dims[0] ?? 0), 0);
  return { data, dims: [tokens, parts[0]?.dims[1] ?? 0] };
}

/** Vectors made wider by zeros at their ends. */
export function widened({ data, dims }: RowTensor, features: number): RowTensor {
  const [tokens = 0, own = 0] = dims;
  const wide = new Float32Array(tokens * features);
  for (let token = 0; token < tokens; token += 1) {
    wide.set(data.subarray(token * own, (token + 1) * own), token * features);
  }
  return { data: wide, dims: [tokens, features] };
}

/** One vector of several. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return data;
}

/** Zeros in the shape of another tensor. */
export function zerosLike({ data, dims }: RowTensor): RowTensor {
  return { data: new Float32Array(data.length), dims };
}
