import { ModelError } from '../model/model-error.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import type { Runtime } from '../runtime/session.js';
import { Components } from './components.js';
import type { RowInputs } from './denoiser.js';
import { loadLatentDecoder } from './latent-decoder.js';
import { loadLatentEncoder } from './latent-encoder.js';
import { latentPipeline } from './latent-pipeline.js';
import { loadSchedulers } from './load-schedulers.js';
import type { Pipeline } from './pipeline.js';
import { besideEachOther, zerosLike } from './prompt-embeds.js';
import { type Reading, readingOf } from './prompt-reading.js';
import { TextConditioner } from './text-conditioner.js';
import { loadUnet, UNET_MULTIPLE } from './unet.js';

export const STABLE_DIFFUSION_XL = 'StableDiffusionXLPipeline';

const AUTOENCODER = { channels: 4, scalingFactor: 0.13025 };

/**
 * Stable Diffusion XL (Podell et al. 2023, arXiv:2307.01952): two CLIP text encoders, read before their last layer, and
 * a U-Net that is told the second one's pooled text and the size of the picture; with its Turbo, Lightning and latent
 * consistency forms.
 *
 * @throws ModelError
 */
export const stableDiffusionXlPipeline = (model: ModelFolder, runtime: Runtime) =>
  Components.use(model, runtime, async (components): Promise<Pipeline> => {
    refuseRefiner(model);
    const schedulers = await loadSchedulers(components);
    const first = await TextConditioner.load(components, { layer: 'penultimate' });
    const second = await TextConditioner.load(components, { layer: 'penultimate', pooled: 'text_embeds' }, '_2');
    const unet = await loadUnet(components, ['encoder_hidden_states', 'text_embeds', 'time_ids']);
    const decoder = await loadLatentDecoder(components, AUTOENCODER);
    const encoder = await loadLatentEncoder(components, AUTOENCODER);
    const forceZeros = model.index.settings.force_zeros_for_empty_prompt !== false;

    const read = async (text: string, reading: Reading) => {
      const [one, two] = [await first.encode(text, reading), await second.encode(text, reading)];
      return {
        encoder_hidden_states: besideEachOther(one, two),
        text_embeds: { data: two.pooled, dims: [two.pooled.length] },
      };
    };
    return latentPipeline(components, {
      className: STABLE_DIFFUSION_XL,
      denoiser: unet.denoiser,
      schedulers,
      condition: unet.condition(async (text, role, request) => {
        const reading = readingOf(request, [first, second], unet.fixedTextLength);
        const { encoder_hidden_states, text_embeds } = await read(text, reading);
        // Trained with nothing at all, not an empty text, where there is no negative prompt.
        const zeros = forceZeros && role === 'negative' && text === '';
        return {
          encoder_hidden_states: zeros ? zerosLike(encoder_hidden_states) : encoder_hidden_states,
          text_embeds: zeros ? zerosLike(text_embeds) : text_embeds,
          ...sizeConditioning(request.width, request.height),
        };
      }),
      negativePrompt: !unet.toldGuidance,
      decode: (latents, { shape }) => decoder.decode(latents, shape),
      encoder,
      channels: decoder.channels,
      cell: decoder.cell,
      sizeMultiple: decoder.cell * UNET_MULTIPLE,
      defaults: { steps: 30, guidanceScale: 5 },
    });
  });

/** The refiner is told how beautiful a picture is to be, and goes on where another model stopped. */
function refuseRefiner({ path, index }: ModelFolder): void {
  if (index.settings.requires_aesthetics_score !== true) return;
  throw new ModelError(
    'unsupported_pipeline',
    `model_index.json in ${path} is that of a refiner, which needs another model's latents: use the base model.`,
  );
}

/** As if the picture came from one of its own size, cropped nowhere: original size, corner of the crop, size. */
function sizeConditioning(width: number, height: number): RowInputs {
  return { time_ids: { data: Float32Array.of(height, width, 0, 0, height, width), dims: [6] } };
}
