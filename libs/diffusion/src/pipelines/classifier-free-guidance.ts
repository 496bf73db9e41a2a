/**
 * Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598): `u + s (c - u)`, away from the answer without
 * the prompt.
 *
 * @param rescale 0 to 1: how far to bring the spread of the result back to that of `conditional`, against
 *   over-exposure (Lin et al. 2023, arXiv:2305.08891, equations 15 and 16)
 * @returns in the shape of both, in a new array
 */
export function guided(
  unconditional: Float32Array,
  conditional: Float32Array,
  scale: number,
  rescale = 0,
): Float32Array {
  const result = conditional.map((value, index) => {
    const base = unconditional[index] ?? 0;
    return base + scale * (value - base);
  });
  if (rescale === 0) return result;
  const spread = standardDeviation(result);
  if (spread === 0) return result;
  const factor = rescale * (standardDeviation(conditional) / spread) + (1 - rescale);
  return result.map((value) => value * factor);
}

function standardDeviation(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
