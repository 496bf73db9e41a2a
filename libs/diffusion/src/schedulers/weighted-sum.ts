/** `Σ weight · values`, rounded to float32 once; terms are of one length. A term of weight 0 is left out. */
export function weightedSum(
  ...terms: readonly (readonly [weight: number, values: Float32Array])[]
): Float32Array<ArrayBuffer> {
  const sum = new Float64Array(terms[0]?.[1].length ?? 0);
  for (const [weight, values] of terms) {
    if (weight === 0) continue;
    for (let index = 0; index < sum.length; index += 1) sum[index] = (sum[index] ?? 0) + weight * (values[index] ?? 0);
  }
  return new Float32Array(sum);
}
