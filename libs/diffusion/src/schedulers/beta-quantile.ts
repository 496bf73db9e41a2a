const TERMS = 300;
const TINY = 1e-300;
const BISECTIONS = 60;

/**
 * The value below which a share `p` of the beta distribution lies, for `a = b = shape`: its distribution function,
 * bisected to the last bit.
 *
 * @param p 0 to 1
 */
export function symmetricBetaQuantile(p: number, shape: number): number {
  if (p > 0.5) return 1 - symmetricBetaQuantile(1 - p, shape);
  if (p <= 0) return 0;
  let low = 0;
  let high = 0.5;
  const half = incompleteBeta(0.5, shape);
  for (let round = 0; round < BISECTIONS; round += 1) {
    const middle = (low + high) / 2;
    // By symmetry half of the whole lies below 0.5, so that the complete integral need not be known.
    if (incompleteBeta(middle, shape) / half / 2 < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** `∫₀ˣ tᵃ⁻¹ (1 - t)ᵃ⁻¹ dt`, x ≤ 0.5, by its continued fraction (DLMF 8.17.22) in Lentz's arrangement. */
function incompleteBeta(x: number, a: number): number {
  let c = 1;
  let d = 1 / avoidZero(1 - (2 * a * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= TERMS; m += 1) {
    const even = (m * (a - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / avoidZero(1 + even * d);
    c = avoidZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (2 * a + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / avoidZero(1 + odd * d);
    c = avoidZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return (x ** a * (1 - x) ** a * fraction) / a;
}

function avoidZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
