/** What is compared of two pictures of one request. */
export interface Picture {
  /** After the last step. */
  readonly latents: Float32Array;
  readonly pixels: Uint8Array;
}

/** How far pictures of a changed model are from those of the model as it was, by the same seeds. */
export interface Quality {
  readonly pictures: number;
  /** Peak signal-to-noise ratio, in decibels: the mean over the pictures, and the worst. More is nearer. */
  readonly psnrDb: number;
  readonly worstPsnrDb: number;
  /** Root mean square of what changed in the latents / of the latents: the mean over the pictures. */
  readonly latentError: number;
}

/** Of pictures that are the same, whose ratio is infinite, which JSON has no word for. */
const SAME_DB = 99;

/** `10 log10(255^2 / mean square error)` over all values. */
export function psnrDb(pixels: Uint8Array, reference: Uint8Array): number {
  let squares = 0;
  for (let index = 0; index < reference.length; index += 1) {
    squares += ((pixels[index] ?? 0) - (reference[index] ?? 0)) ** 2;
  }
  return squares === 0 ? SAME_DB : Math.min(SAME_DB, 10 * Math.log10((255 ** 2 * reference.length) / squares));
}

/** `|a - r| / |r|` */
export function relativeError(values: Float32Array, reference: Float32Array): number {
  let [changed, all] = [0, 0];
  for (let index = 0; index < reference.length; index += 1) {
    const expected = reference[index] ?? 0;
    changed += ((values[index] ?? 0) - expected) ** 2;
    all += expected ** 2;
  }
  return all === 0 ? Math.sign(changed) : Math.sqrt(changed / all);
}

/** @param references pictures of the same requests, in the same order */
export function qualityOf(pictures: readonly Picture[], references: readonly Picture[]): Quality {
  const pairs = pictures.flatMap((picture, index) => {
    const reference = references[index];
    return reference ? [{ picture, reference }] : [];
  });
  const ratios = pairs.map(({ picture, reference }) => psnrDb(picture.pixels, reference.pixels));
  const errors = pairs.map(({ picture, reference }) => relativeError(picture.latents, reference.latents));
  return {
    pictures: pairs.length,
    psnrDb: mean(ratios),
    worstPsnrDb: Math.min(...ratios),
    latentError: mean(errors),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
