// Single-precision arithmetic as PyTorch's AVX2 kernels do it (Cephes polynomials with fused multiply-adds), so that
// noise agrees with `torch.randn` bit for bit. The algorithms are those of Cephes (S. Moshier) in the arrangement of
// avx_mathfun (G. Garberoglio, zlib licence); `Math.log` and `Math.cos` differ from them in the last bit.

const round = Math.fround;

const float64 = new Float64Array(1);
const float64Words = new Uint32Array(float64.buffer);
const float32 = new Float32Array(1);
const float32Word = new Uint32Array(float32.buffer);

/** Which half of `float64Words` holds the low 32 bits of the significand. */
const low = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

/**
 * `a * b + c` for float32 values, rounded once (IEEE 754 fusedMultiplyAdd).
 *
 * The product of two float32 values is exact in a double, so that only the sum rounds twice. This matters only where
 * the double lies half-way between two float32 values: then the sum's own rounding error decides.
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  float64[0] = sum;
  const word = float64Words[low] ?? 0;
  if ((word & 0x1fffffff) !== 0x10000000) return round(sum);
  const part = sum - product;
  const error = product - (sum - part) + (c - part);
  if (error === 0) return round(sum);
  float64Words[low] = error > 0 === sum > 0 ? word + 1 : word - 1;
  return round(float64[0] ?? 0);
}

const SQRT_HALF = round(Math.SQRT1_2);
const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(round);
const [LOG_0 = 0, LOG_1 = 0, LOG_2 = 0, LOG_3 = 0, LOG_4 = 0, LOG_5 = 0, LOG_6 = 0, LOG_7 = 0, LOG_8 = 0] = LOG;
const LN2_LOW = round(-2.1219444e-4);
const LN2_HIGH = 0.693359375;

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
  let y = fma(LOG_0, x, LOG_1);
  y = fma(y, x, LOG_2);
  y = fma(y, x, LOG_3);
  y = fma(y, x, LOG_4);
  y = fma(y, x, LOG_5);
  y = fma(y, x, LOG_6);
  y = fma(y, x, LOG_7);
  y = fma(y, x, LOG_8);
  y = round(y * x);
  y = fma(y, square, round(exponent * LN2_LOW));
  y = fma(square, -0.5, y);
  return fma(exponent, LN2_HIGH, round(x + y));
}

const FOUR_OVER_PI = round(1.27323954473516);
const PI_HIGH = -0.78515625;
const PI_MIDDLE = round(-2.4187564849853515625e-4);
const PI_LOW = round(-3.77489497744594108e-8);
const SIN_0 = round(-1.9515295891e-4);
const SIN_1 = round(8.3321608736e-3);
const SIN_2 = round(-1.6666654611e-1);
const COS_0 = round(2.443315711809948e-5);
const COS_1 = round(-1.388731625493765e-3);
const COS_2 = round(4.166664568298827e-2);

/**
 * Sine and cosine of an angle of at least 0, as float32.
 *
 * @param into receives the sine at 0 and the cosine at 1
 */
export function sinCos(angle: number, into: Float32Array): void {
  const octant = (Math.trunc(round(angle * FOUR_OVER_PI)) + 1) & ~1;
  let x = fma(octant, PI_HIGH, angle);
  x = fma(octant, PI_MIDDLE, x);
  x = fma(octant, PI_LOW, x);
  const square = round(x * x);
  let cosine = fma(COS_0, square, COS_1);
  cosine = fma(cosine, square, COS_2);
  cosine = round(cosine * square);
  cosine = round(fma(cosine, square, -round(square * 0.5)) + 1);
  let sine = fma(SIN_0, square, SIN_1);
  sine = fma(sine, square, SIN_2);
  sine = fma(round(sine * square), x, x);
  const swapped = (octant & 2) !== 0;
  const sineNegative = (octant & 4) !== 0;
  const cosineNegative = ((octant - 2) & 4) === 0;
  const first = swapped ? cosine : sine;
  const second = swapped ? sine : cosine;
  into[0] = sineNegative ? -first : first;
  into[1] = cosineNegative ? -second : second;
}
