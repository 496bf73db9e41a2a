import { z } from 'zod';
import { readOptionalJsonFile } from '../model/json-file.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import { denoiserChange } from '../onnx/graph-changes.js';
import type { Runtime } from '../runtime/session.js';
import { Components } from './components.js';
import { conditionBoth } from './conditioning.js';
import { Denoiser, type RowTensor } from './denoiser.js';
import { loadLatentDecoder } from './latent-decoder.js';
import { loadLatentEncoder } from './latent-encoder.js';
import { latentPipeline } from './latent-pipeline.js';
import { loadSchedulers } from './load-schedulers.js';
import type { Pipeline } from './pipeline.js';
import { afterEachOther, besideEachOther, joined, widened } from './prompt-embeds.js';
import { TextConditioner } from './text-conditioner.js';

export const STABLE_DIFFUSION_3 = 'StableDiffusion3Pipeline';

const AUTOENCODER = { channels: 16, scalingFactor: 1.5305, shiftFactor: 0.0609 };
/** Tokens of a text that T5 reads, however many more its tokenizer would allow. */
const T5_LENGTH = 256;

const transformerSchema = z.looseObject({
  joint_attention_dim: z.int().positive().default(4096),
  patch_size: z.int().positive().default(2),
});

/**
 * Stable Diffusion 3 and 3.5 (Esser et al. 2024, arXiv:2403.03206): a transformer that reads the text as it reads the
 * picture, a rectified flow, and three text encoders, of which T5 may be missing.
 *
 * @throws ModelError
 */
export const stableDiffusion3Pipeline = (model: ModelFolder, runtime: Runtime) =>
  Components.use(model, runtime, async (components): Promise<Pipeline> => {
    const config = transformerSchema.parse(
      (await readOptionalJsonFile(model.path, 'transformer/config.json', transformerSchema)) ?? {},
    );
    const schedulers = await loadSchedulers(components);
    const clip = { layer: 'penultimate', pooled: 'text_embeds' } as const;
    const first = await TextConditioner.load(components, clip);
    const second = await TextConditioner.load(components, clip, '_2');
    const length = model.manifest?.max_sequence_length ?? T5_LENGTH;
    const third = components.has('text_encoder_3')
      ? await TextConditioner.load(components, { layer: 'last', length }, '_3')
      : undefined;
    const transformer = await components.session('transformer', denoiserChange);
    const denoiser = new Denoiser(transformer, ['encoder_hidden_states', 'pooled_projections']);
    const decoder = await loadLatentDecoder(components, AUTOENCODER);
    const encoder = await loadLatentEncoder(components, AUTOENCODER);
    const features = config.joint_attention_dim;
    const nothing: RowTensor = { data: new Float32Array(length * features), dims: [length, features] };

    return latentPipeline(components, {
      className: STABLE_DIFFUSION_3,
      denoiser,
      schedulers,
      condition: (request) =>
        conditionBoth(request, async (text) => {
          const [one, two] = [await first.encode(text), await second.encode(text)];
          const words = widened(besideEachOther(one, two), features);
          const sentence = third ? besideEachOther(await third.encode(text)) : nothing;
          const pooled = joined([one.pooled, two.pooled]);
          return {
            encoder_hidden_states: afterEachOther(words, sentence),
            pooled_projections: { data: pooled, dims: [pooled.length] },
          };
        }),
      decode: (latents, { shape }) => decoder.decode(latents, shape),
      encoder,
      strengthRounding: 'up',
      channels: decoder.channels,
      cell: decoder.cell,
      sizeMultiple: decoder.cell * config.patch_size,
      schedule: (steps, { height, width }) => ({
        steps,
        imageSequenceLength: (height / config.patch_size) * (width / config.patch_size),
      }),
      defaults: { steps: 28, guidanceScale: 7 },
    });
  });
