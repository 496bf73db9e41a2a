import type { ActivationRange } from './activation-ranges.js';

/** How a value is written as whole numbers of 0 to 255: `scale (q - zeroPoint)`. */
export interface Quantisation {
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Weights as whole numbers of -127 to 127, with a scale for each entry of one dimension.
 *
 * Activations are unsigned and weights signed (U8S8): that is what processors multiply at once (VNNI), and what ONNX
 * Runtime makes of signed ones on x86. Nagel et al. 2021 (arXiv:2106.08295) describe the whole method.
 */
export interface QuantisedWeight {
  readonly values: Int8Array;
  readonly scales: Float32Array;
  /** Mean square of what rounding changed / mean square of the weights. */
  readonly noise: number;
}

const LARGEST_WEIGHT = 127;
const STEPS = 255;

/** Zero is always written exactly: padding, and what is cut at zero, must stay nothing. */
export function quantisationOf({ min, max }: Pick<ActivationRange, 'min' | 'max'>): Quantisation {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  if (high === low) return { scale: 1, zeroPoint: 0 };
  const scale = Math.fround((high - low) / STEPS);
  return { scale, zeroPoint: Math.round(-low / scale) };
}

/** Mean square of what rounding changes of a value (an even spread over one step) / its own mean square. */
export function roundingNoise(range: ActivationRange): number {
  return range.meanSquare === 0 ? 0 : quantisationOf(range).scale ** 2 / 12 / range.meanSquare;
}

export function quantiseWeight(weight: Float32Array, dims: readonly number[], channelAxis: number): QuantisedWeight {
  const channels = dims[channelAxis] ?? 1;
  const inner = dims.slice(channelAxis + 1).reduce((product, dim) => product * dim, 1);
  // A model has a billion weights: none is asked for its channel, and nothing is called for each.
  const scales = new Float32Array(channels);
  for (let from = 0, channel = 0; from < weight.length; from += inner, channel += 1) {
    if (channel === channels) channel = 0;
    let scale = scales[channel] ?? 0;
    for (let index = from; index < from + inner; index += 1) {
      scale = Math.max(scale, Math.abs(weight[index] ?? 0) / LARGEST_WEIGHT);
    }
    scales[channel] = scale;
  }
  const exact = scales.map((scale) => (scale === 0 ? 1 : scale));
  const values = new Int8Array(weight.length);
  let [changed, all] = [0, 0];
  for (let from = 0, channel = 0; from < weight.length; from += inner, channel += 1) {
    if (channel === channels) channel = 0;
    const scale = exact[channel] ?? 1;
    for (let index = from; index < from + inner; index += 1) {
      const value = weight[index] ?? 0;
      const rounded = Math.max(-LARGEST_WEIGHT, Math.min(LARGEST_WEIGHT, Math.round(value / scale)));
      values[index] = rounded;
      changed += (value - rounded * scale) ** 2;
      all += value ** 2;
    }
  }
  return { values, scales: exact, noise: all === 0 ? 0 : changed / all };
}

/** A bias is added to the products of whole numbers, in their scale. */
export function quantiseBias(bias: Float32Array, scales: Float32Array): Int32Array {
  const limit = 2 ** 31 - 1;
  return Int32Array.from(bias, (value, channel) =>
    Math.max(-limit, Math.min(limit, Math.round(value / (scales[channel] ?? 1)))),
  );
}
