import { z } from 'zod';
import { readOptionalJsonFile } from '../model/json-file.js';
import { refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import { type Planes, resized } from './bicubic.js';
import type { Components } from './components.js';
import type { PixelImage } from './pipeline.js';

/** Sizes were plain numbers in older exports. */
const side = z.union([
  z.int().positive(),
  z.looseObject({ shortest_edge: z.int().positive() }).transform(({ shortest_edge }) => shortest_edge),
]);
const crop = z.union([
  z.int().positive(),
  z.looseObject({ height: z.int().positive() }).transform(({ height }) => height),
]);
const three = z.tuple([z.number(), z.number(), z.number()]);

/** Of the feature extractor, with what CLIP's reads where it does not say. */
const schema = z.looseObject({
  size: side.default(224),
  crop_size: crop.default(224),
  image_mean: three.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: three.default([0.26862954, 0.26130258, 0.27577711]),
});

type Extractor = z.output<typeof schema>;

/** Says whether an image is one that its model's makers hold for unsafe. */
export type SafetyChecker = (image: PixelImage) => Promise<boolean>;

/**
 * The folder's `safety_checker`, where it has one: CLIP's view of the image against the views of concepts
 * (Rando et al. 2022, arXiv:2210.04610, describe it).
 *
 * @throws ModelError
 */
export async function loadSafetyChecker(components: Components): Promise<SafetyChecker | undefined> {
  const session = await components.optionalSession('safety_checker');
  if (!session) return undefined;
  const { path } = components.model;
  const config = await readOptionalJsonFile(path, 'feature_extractor/preprocessor_config.json', schema);
  const extractor = config ?? schema.parse({});
  const input = requireValue(session, 'inputs', 'clip_input');
  const images = session.inputs.get('images');
  refuseOtherInputs(session, ['clip_input', 'images']);
  const output = requireValue(session, 'outputs', 'has_nsfw_concepts');
  return async (image) => {
    const { crop_size: size } = extractor;
    const view = clipInput(image, extractor);
    const outputs = await session.run({
      [input.name]: tensorFor(session, input, view, [1, 3, size, size]),
      // Of what it blackens of them only whether it did is of use, so one pixel will do.
      ...(images && { [images.name]: tensorFor(session, images, new Float32Array(3), [1, 1, 1, 3]) }),
    });
    return Number(outputs.get(output.name)?.data[0] ?? 0) !== 0;
  };
}

/**
 * What CLIP is shown of an image: its shorter side brought to a size, the middle cut out, each channel normalized.
 *
 * @returns `[3, crop_size, crop_size]`
 */
export function clipInput({ pixels, width, height }: PixelImage, extractor: Extractor): Float32Array {
  const { size, crop_size: cut, image_mean: mean, image_std: deviation } = extractor;
  const shorter = Math.min(width, height);
  const whole = resized(
    planesOf(pixels, width, height),
    Math.trunc((width * size) / shorter),
    Math.trunc((height * size) / shorter),
  );
  const left = Math.floor((whole.width - cut) / 2);
  const top = Math.floor((whole.height - cut) / 2);
  return Float32Array.from({ length: 3 * cut * cut }, (_, index) => {
    const [channel, at] = [Math.floor(index / (cut * cut)), index % (cut * cut)];
    const from = (channel * whole.height + top + Math.floor(at / cut)) * whole.width + left + (at % cut);
    return ((whole.data[from] ?? 0) / 255 - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
  });
}

function planesOf(pixels: Uint8Array, width: number, height: number): Planes {
  const area = width * height;
  const data = Float32Array.from(
    { length: 3 * area },
    (_, index) => pixels[(index % area) * 3 + Math.floor(index / area)] ?? 0,
  );
  return { data, width, height };
}
