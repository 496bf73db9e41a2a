/** Standard normal noise of one image, drawn in order: whoever draws first gets the first values. */
export interface NoiseSource {
  /** The next `count` independent values of the standard normal distribution. */
  randn(count: number): Float32Array<ArrayBuffer>;
}
