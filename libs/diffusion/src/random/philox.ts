const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/**
 * Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): scrambles a counter of four words
 * by a key of two, so that any place of the sequence can be had at once.
 *
 * @param counter four words; replaced by four random ones
 */
export function philox(counter: Uint32Array, keyLow: number, keyHigh: number): void {
  let key0 = keyLow;
  let key1 = keyHigh;
  let [word0 = 0, word1 = 0, word2 = 0, word3 = 0] = counter;
  for (let round = 0; round < ROUNDS; round += 1) {
    const high0 = highProduct(word0, MULTIPLIER_0);
    const high1 = highProduct(word2, MULTIPLIER_1);
    const low0 = Math.imul(word0, MULTIPLIER_0) >>> 0;
    const low1 = Math.imul(word2, MULTIPLIER_1) >>> 0;
    word0 = (high1 ^ word1 ^ key0) >>> 0;
    word1 = low1;
    word2 = (high0 ^ word3 ^ key1) >>> 0;
    word3 = low0;
    key0 = (key0 + WEYL_0) >>> 0;
    key1 = (key1 + WEYL_1) >>> 0;
  }
  counter[0] = word0;
  counter[1] = word1;
  counter[2] = word2;
  counter[3] = word3;
}

/** The upper 32 bits of a product; its halves are exact in a double. */
function highProduct(a: number, b: number): number {
  const low = a * (b & 0xffff);
  const high = a * (b >>> 16);
  return Math.floor((high + Math.floor(low / 0x10000)) / 0x10000) >>> 0;
}
