import type { ModelFolder } from '../model/read-model-folder.js';
import type { Runtime } from '../runtime/session.js';
import { Components } from './components.js';
import { loadLatentDecoder } from './latent-decoder.js';
import { loadLatentEncoder } from './latent-encoder.js';
import { latentPipeline } from './latent-pipeline.js';
import { loadSchedulers } from './load-schedulers.js';
import type { Pipeline } from './pipeline.js';
import { besideEachOther } from './prompt-embeds.js';
import { readingOf } from './prompt-reading.js';
import { loadSafetyChecker } from './safety-checker.js';
import { TextConditioner } from './text-conditioner.js';
import { loadUnet, STABLE_DIFFUSION_AUTOENCODER, UNET_MULTIPLE } from './unet.js';

export const STABLE_DIFFUSION = 'StableDiffusionPipeline';
export const LATENT_CONSISTENCY = 'LatentConsistencyModelPipeline';

const defaults = {
  [STABLE_DIFFUSION]: { steps: 30, guidanceScale: 7.5 },
  [LATENT_CONSISTENCY]: { steps: 4, guidanceScale: 8.5 },
};

/**
 * Latent diffusion with one CLIP text encoder and a U-Net (Rombach et al. 2022, arXiv:2112.10752): Stable Diffusion
 * 1.x and 2.x and what is distilled from them (SD-Turbo; latent consistency models, Luo et al. 2023, arXiv:2310.04378),
 * from the folders that diffusers and optimum export.
 *
 * @throws ModelError
 */
export const stableDiffusionPipeline = (className: keyof typeof defaults) => (model: ModelFolder, runtime: Runtime) =>
  Components.use(model, runtime, async (components): Promise<Pipeline> => {
    const schedulers = await loadSchedulers(components);
    const text = await TextConditioner.load(components, { layer: 'last' });
    const unet = await loadUnet(components, ['encoder_hidden_states']);
    const decoder = await loadLatentDecoder(components, STABLE_DIFFUSION_AUTOENCODER);
    const encoder = await loadLatentEncoder(components, STABLE_DIFFUSION_AUTOENCODER);
    const isUnsafe = await loadSafetyChecker(components);
    return latentPipeline(components, {
      className,
      denoiser: unet.denoiser,
      schedulers,
      condition: unet.condition(async (words, _role, request) => ({
        encoder_hidden_states: besideEachOther(
          await text.encode(words, readingOf(request, [text], unet.fixedTextLength)),
        ),
      })),
      negativePrompt: !unet.toldGuidance,
      decode: (latents, { shape }) => decoder.decode(latents, shape),
      encoder,
      isUnsafe,
      channels: decoder.channels,
      cell: decoder.cell,
      sizeMultiple: decoder.cell * UNET_MULTIPLE,
      schedule: (steps, _shape, strength) => (className === LATENT_CONSISTENCY ? { steps, strength } : { steps }),
      defaults: defaults[className],
    });
  });
