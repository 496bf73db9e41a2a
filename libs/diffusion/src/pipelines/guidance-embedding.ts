import type { RowTensor } from './denoiser.js';

const SCALE = 1000;
const LONGEST_PERIOD = 10_000;

/**
 * A guidance scale as a distilled U-Net is told of it, in place of being asked twice: sines and cosines of
 * `1000 (guidanceScale - 1)` at falling frequencies (Meng et al. 2022, arXiv:2210.03142; Luo et al. 2023,
 * arXiv:2310.04378, appendix F), rounded to float32 where diffusers rounds.
 *
 * @returns `[dimension]`
 */
export function guidanceEmbedding(guidanceScale: number, dimension: number): RowTensor {
  const half = Math.floor(dimension / 2);
  const weight = Math.fround(Math.fround(guidanceScale - 1) * SCALE);
  const decay = Math.fround(Math.log(LONGEST_PERIOD) / (half - 1));
  const data = new Float32Array(dimension);
  for (let index = 0; index < half; index += 1) {
    const frequency = Math.fround(Math.exp(Math.fround(index * -decay)));
    const angle = Math.fround(weight * frequency);
    data[index] = Math.sin(angle);
    data[half + index] = Math.cos(angle);
  }
  return { data, dims: [dimension] };
}
