const STATE_SIZE = 624;
const SHIFT = 397;

/** mt19937 (Matsumoto and Nishimura, 1998): the engine under PyTorch's CPU generator. */
export class MersenneTwister {
  private readonly state = new Uint32Array(STATE_SIZE);
  private next = STATE_SIZE;

  /** @param seed 0 to 2^32 - 1 */
  constructor(seed: number) {
    let word = seed >>> 0;
    this.state[0] = word;
    for (let index = 1; index < STATE_SIZE; index += 1) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + index) >>> 0;
      this.state[index] = word;
    }
  }

  /** The next 32 bits, as a number of 0 to 2^32 - 1. */
  nextUint32(): number {
    if (this.next === STATE_SIZE) this.twist();
    let word = this.state[this.next++] ?? 0;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  private twist(): void {
    const state = this.state;
    for (let index = 0; index < STATE_SIZE; index += 1) {
      const following = state[(index + 1) % STATE_SIZE] ?? 0;
      const mixed = ((state[index] ?? 0) & 0x80000000) | (following & 0x7fffffff);
      const twisted = (mixed >>> 1) ^ ((following & 1) === 0 ? 0 : 0x9908b0df);
      state[index] = (state[(index + SHIFT) % STATE_SIZE] ?? 0) ^ twisted;
    }
    this.next = 0;
  }
}
