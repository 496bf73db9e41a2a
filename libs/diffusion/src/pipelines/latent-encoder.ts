import { ModelError } from '../model/model-error.js';
import { autoencoderChange } from '../onnx/graph-changes.js';
import type { NoiseSource } from '../random/noise-source.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import type { Components } from './components.js';
import type { LatentShape } from './denoiser.js';
import { type AutoencoderDefaults, autoencoderSettings } from './latent-decoder.js';

/** From pixels to latents: the encoder half of an autoencoder (Kingma and Welling 2013, arXiv:1312.6114). */
export interface LatentEncoder {
  /**
   * @param sample `[3, height, width]` of the image, -1 to 1
   * @param shape of the latents
   * @param generator gives as many values as the latents have, where the encoder says how uncertain they are
   * @returns `[channels, height, width]`
   */
  encode(sample: Float32Array, shape: LatentShape, generator: NoiseSource): Promise<Float32Array>;
}

/** The log of a variance is kept in these bounds, as in diffusers. */
const LOG_VARIANCE = [-30, 20] as const;

/**
 * The folder's `vae_encoder`, where it has one: without it there is no image to image.
 *
 * @throws ModelError
 */
export async function loadLatentEncoder(
  components: Components,
  defaults: AutoencoderDefaults,
): Promise<LatentEncoder | undefined> {
  const session = await components.optionalSession('vae_encoder', autoencoderChange);
  if (!session) return undefined;
  const { cell, scalingFactor, shiftFactor } = await autoencoderSettings(components, 'vae_encoder', defaults);
  const input = requireValue(session, 'inputs', 'sample');
  const output = requireValue(session, 'outputs', 'latent_parameters', 'latent_sample');
  refuseOtherInputs(session, [input.name]);
  return {
    encode: async (sample, { channels, height, width }, generator) => {
      const feeds = { [input.name]: tensorFor(session, input, sample, [1, 3, height * cell, width * cell]) };
      const { data } = floatOutput(session, await session.run(feeds), output.name);
      const size = channels * height * width;
      if (data.length !== size && data.length !== 2 * size) {
        throw new ModelError(
          'unsupported_component',
          `${session.file} gives "${output.name}" of another size than the decoder takes: export both from one autoencoder.`,
        );
      }
      const latents = data.length === size ? data : drawn(data, size, generator);
      return latents.map((value) => scalingFactor * Math.fround(value - shiftFactor));
    },
  };
}

/** One draw from the normal distribution whose means and log variances these are. */
function drawn(parameters: Float32Array, size: number, generator: NoiseSource): Float32Array {
  const noise = generator.randn(size);
  const [smallest, largest] = LOG_VARIANCE;
  return parameters.subarray(0, size).map((mean, index) => {
    const logVariance = Math.min(Math.max(parameters[size + index] ?? 0, smallest), largest);
    return mean + Math.fround(Math.exp(0.5 * logVariance)) * (noise[index] ?? 0);
  });
}
