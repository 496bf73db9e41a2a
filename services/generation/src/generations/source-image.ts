import type { Parameters, SourceImage } from '@imageai/contracts/generation';

/**
 * Whether a model can begin with this, or with noise where there is none. Of a model that never said what it can do,
 * noise alone is known.
 */
export function supportsSource(features: readonly string[], source: SourceImage | undefined): boolean {
  if (source === undefined) return features.length === 0 || features.includes('text-to-image');
  return features.includes(source.maskInputId === '' ? 'image-to-image' : 'inpainting');
}

/** Megapixels times steps: how long an image takes, up to the model's speed. One that begins with another takes fewer. */
export const costOf = ({ width, height, numInferenceSteps = 1, source }: Parameters): number =>
  (width * height * numInferenceSteps * (source?.strength ?? 1)) / 1e6;
