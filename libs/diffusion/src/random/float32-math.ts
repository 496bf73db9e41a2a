// Single-precision arithmetic as PyTorch's AVX2 kernels do it (Cephes polynomials with fused multiply-adds), so that
// noise agrees with `torch.randn` bit for bit. The algorithms are those of Cephes (S. Moshier) in the arrangement of
// avx_mathfun (G. Garberoglio, zlib licence); `Math.log` and `Math.cos` differ from them in the last bit.

const round = Math.fround;

const float32 = new Float32Array(1);
const float32Word = new Uint32Array(float32.buffer);

/**
 * `a * b + c` for float32 values, rounded once (IEEE 754 fusedMultiplyAdd).
 *
 * The product of two float32 values is exact in a double, so that only the sum rounds twice. This matters only where
 * the double lies half-way between two float32 values: then the sum's own rounding error decides.
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const rounded = round(sum);
  // As far again beyond `sum` as it is from `rounded`: a float32 only if `sum` lies half-way.
  const mirrored = sum + (sum - rounded);
  if (round(mirrored) !== mirrored || mirrored === rounded) return rounded;
  const part = sum - product;
  const error = product - (sum - part) + (c - part);
  if (error === 0) return rounded;
  return error > 0 === mirrored > rounded ? mirrored : rounded;
}

/** Adds the lower coefficients to `highest` by Horner's rule. A loop, so that V8 inlines `fma` and boxes no number. */
function horner(highest: number, coefficients: Float32Array, x: number): number {
  let sum = highest;
  for (let index = 0; index < coefficients.length; index += 1) sum = fma(sum, x, coefficients[index] ?? 0);
  return sum;
}

const SQRT_HALF = round(Math.SQRT1_2);
const LN2_LOW = round(-2.1219444e-4);
const LN2_HIGH = 0.693359375;
const LOG_HIGHEST = round(7.0376836292e-2);
const LOG = Float32Array.of(
  -1.151461031e-1,
  1.167699874e-1,
  -1.2420140846e-1,
  1.4249322787e-1,
  -1.6668057665e-1,
  2.0000714765e-1,
  -2.4999993993e-1,
  3.3333331174e-1,
);

/** Natural logarithm of a normal, positive float32, as float32. */
export function log(value: number): number {
  float32[0] = value;
  const bits = float32Word[0] ?? 0;
  let exponent = (bits >>> 23) - 126;
  float32Word[0] = (bits & 0x007fffff) | 0x3f000000;
  let x = float32[0];
  if (x < SQRT_HALF) {
    exponent -= 1;
    x = round(round(x - 1) + x);
  } else {
    x = round(x - 1);
  }
  const square = round(x * x);
  let y = round(horner(LOG_HIGHEST, LOG, x) * x);
  y = fma(y, square, round(exponent * LN2_LOW));
  // Halves, and multiples of so short a number by so small an exponent, are exact: rounding the sum is enough.
  y = round(y - square / 2);
  return round(exponent * LN2_HIGH + round(x + y));
}

const FOUR_OVER_PI = round(1.27323954473516);
/** -π/4 in three parts. */
const PI = Float32Array.of(-0.78515625, -2.4187564849853516e-4, -3.774894977445941e-8);
const SIN_HIGHEST = round(-1.9515295891e-4);
const SIN = Float32Array.of(8.3321608736e-3, -1.6666654611e-1);
const COS_HIGHEST = round(2.443315711809948e-5);
const COS = Float32Array.of(-1.388731625493765e-3, 4.166664568298827e-2);

/**
 * Sine and cosine of an angle of at least 0, as float32.
 *
 * @param into receives the sine at 0 and the cosine at 1
 */
export function sinCos(angle: number, into: Float32Array): void {
  const octant = (Math.trunc(round(angle * FOUR_OVER_PI)) + 1) & ~1;
  let x = angle;
  for (let index = 0; index < PI.length; index += 1) x = fma(octant, PI[index] ?? 0, x);
  const square = round(x * x);
  const cosineTail = round(horner(COS_HIGHEST, COS, square) * square);
  const cosine = round(fma(cosineTail, square, -square / 2) + 1);
  const sine = fma(round(horner(SIN_HIGHEST, SIN, square) * square), x, x);
  const swapped = (octant & 2) !== 0;
  const sineNegative = (octant & 4) !== 0;
  const cosineNegative = ((octant - 2) & 4) === 0;
  const first = swapped ? cosine : sine;
  const second = swapped ? sine : cosine;
  into[0] = sineNegative ? -first : first;
  into[1] = cosineNegative ? -second : second;
}
