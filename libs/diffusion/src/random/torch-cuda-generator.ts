import type { NoiseSource } from './noise-source.js';
import { philox } from './philox.js';

const BLOCK = 256;
/** Values a thread makes of one block of random words. */
const UNROLL = 4;
const WORD = 2 ** 32;

/** What a random word is a multiple of: as a share of one, and of a full turn in single precision. */
const UNIT = 2 ** -32;
const TURN = Math.fround(2 * Math.PI) * UNIT;

/**
 * `torch.Generator(device='cuda')` and its `torch.randn(..., dtype=torch.float32)`: Philox4x32-10 and cuRAND's
 * Box-Muller transform, in the order in which PyTorch's threads write them.
 *
 * A GPU's own sine and cosine are approximations (`__sincosf`), so that values agree to about six digits, not to the
 * bit. Where an image has more latents than a card runs threads, each thread makes several, and which ones depends on
 * the card: `threads` says of which.
 */
export class TorchCudaGenerator implements NoiseSource {
  private readonly keyLow: number;
  private readonly keyHigh: number;
  private readonly words = new Uint32Array(UNROLL);
  /** Blocks of random words that each thread has used up. */
  private used = 0;

  /**
   * @param seed 0 to 2^53 - 1, as in `manual_seed`
   * @param threads that the card runs at once, multiprocessors times threads of each; by default enough for any image
   * @throws RangeError when they are fewer than a block has
   */
  constructor(
    seed: number,
    private readonly threads = Number.POSITIVE_INFINITY,
  ) {
    if (!(threads >= BLOCK)) throw new RangeError(`a card runs ${BLOCK} threads or more, not ${threads}`);
    this.keyLow = seed >>> 0;
    this.keyHigh = Math.floor(seed / WORD) >>> 0;
  }

  /** `count` independent values of the standard normal distribution: `torch.randn(count, generator=self)`. */
  randn(count: number): Float32Array<ArrayBuffer> {
    const values = new Float32Array(count);
    if (count === 0) return values;
    const running = Math.min(Math.ceil(count / BLOCK), Math.floor(this.threads / BLOCK)) * BLOCK;
    const rounds = Math.floor((count - 1) / (running * UNROLL)) + 1;
    for (let round = 0; round < rounds; round += 1) {
      for (let thread = 0; thread < running; thread += 1) {
        this.fill(values, round * running * UNROLL + thread, running, thread, this.used + round);
      }
    }
    this.used += rounds;
    return values;
  }

  /** What one thread makes of one block of words: four values, `stride` apart, as far as there is room. */
  private fill(values: Float32Array, first: number, stride: number, thread: number, block: number): void {
    const { words } = this;
    words[0] = block;
    words[1] = Math.floor(block / WORD);
    words[2] = thread;
    words[3] = 0;
    philox(words, this.keyLow, this.keyHigh);
    for (let index = 0; index < UNROLL; index += 1) {
      const place = first + index * stride;
      if (place >= values.length) return;
      const pair = index & ~1;
      const radius = Math.sqrt(-2 * Math.log(fraction(words[pair] ?? 0, UNIT)));
      const angle = fraction(words[pair + 1] ?? 0, TURN);
      values[place] = radius * (index === pair ? Math.sin(angle) : Math.cos(angle));
    }
  }
}

/** A word as a share of `unit * 2^32`, never 0: the middle of its step, rounded to single precision. */
function fraction(word: number, unit: number): number {
  return Math.fround(Math.fround(word) * unit + unit / 2);
}
