import { log, sinCos } from './float32-math.js';
import { MersenneTwister } from './mersenne-twister.js';
import type { NoiseSource } from './noise-source.js';

const TWO_PI = Math.fround(2 * Math.PI);
const BLOCK = 16;
const HALF = 8;

/**
 * `torch.Generator(device='cpu')` and its `torch.randn(..., dtype=torch.float32)`, value for value.
 *
 * PyTorch draws 16 values or more in blocks of 16 by the Box-Muller transform in single precision, and draws the last
 * block anew where the count is no multiple of 16; fewer than 16 one by one in double precision, keeping the second
 * of each pair for the next call. The numbers are those of a PyTorch build for x86-64 with AVX2; its builds for other
 * processors differ in the last bit.
 */
export class TorchGenerator implements NoiseSource {
  private readonly engine: MersenneTwister;
  private kept: number | undefined;

  /** @param seed 0 to 2^32 - 1, as in `manual_seed` */
  constructor(seed: number) {
    this.engine = new MersenneTwister(seed);
  }

  /** `count` independent values of the standard normal distribution: `torch.randn(count, generator=self)`. */
  randn(count: number): Float32Array<ArrayBuffer> {
    const values = new Float32Array(count);
    if (count < BLOCK) {
      for (let index = 0; index < count; index += 1) values[index] = this.nextNormal();
      return values;
    }
    this.fillUniform(values);
    for (let start = 0; start <= count - BLOCK; start += BLOCK) boxMuller(values, start);
    if (count % BLOCK !== 0) {
      this.fillUniform(values.subarray(count - BLOCK));
      boxMuller(values, count - BLOCK);
    }
    return values;
  }

  private fillUniform(values: Float32Array): void {
    for (let index = 0; index < values.length; index += 1) {
      values[index] = (this.engine.nextUint32() & 0xffffff) / 0x1000000;
    }
  }

  private nextNormal(): number {
    if (this.kept !== undefined) {
      const value = this.kept;
      this.kept = undefined;
      return value;
    }
    const angle = 2 * Math.PI * this.nextUniformDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-this.nextUniformDouble()));
    this.kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** 53 random bits: the low 21 of one word above the 32 of the next. */
  private nextUniformDouble(): number {
    const high = this.engine.nextUint32() & 0x1fffff;
    return (high * 0x100000000 + this.engine.nextUint32()) / 2 ** 53;
  }
}

const sineAndCosine = new Float32Array(2);

/** Turns 16 uniform values into 16 normal ones: radius from the first eight, angle from the last eight. */
function boxMuller(values: Float32Array, start: number): void {
  for (let lane = start; lane < start + HALF; lane += 1) {
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * log(Math.fround(1 - (values[lane] ?? 0))))));
    sinCos(Math.fround(TWO_PI * (values[lane + HALF] ?? 0)), sineAndCosine);
    values[lane] = radius * (sineAndCosine[1] ?? 0) + 0;
    values[lane + HALF] = radius * (sineAndCosine[0] ?? 0) + 0;
  }
}
