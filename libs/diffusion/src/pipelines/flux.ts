import type { ModelFolder } from '../model/read-model-folder.js';
import { denoiserChange } from '../onnx/graph-changes.js';
import type { Runtime } from '../runtime/session.js';
import { linspace } from '../schedulers/timestep-spacing.js';
import { Components } from './components.js';
import { Denoiser, type LatentShape, type RowInputs, type RowTensor } from './denoiser.js';
import { loadLatentDecoder } from './latent-decoder.js';
import { patchedTwoByTwo } from './latent-packing.js';
import { latentPipeline } from './latent-pipeline.js';
import { loadSchedulers } from './load-schedulers.js';
import type { Pipeline } from './pipeline.js';
import { besideEachOther } from './prompt-embeds.js';
import { TextConditioner } from './text-conditioner.js';

export const FLUX = 'FluxPipeline';

const AUTOENCODER = { channels: 16, scalingFactor: 0.3611, shiftFactor: 0.1159 };
/** Tokens of a text that T5 reads, however many more its tokenizer would allow. */
const T5_LENGTH = 512;
const GUIDANCE_INPUT = 'guidance';
/** Coordinates of a token: none for a word; nothing, row and column for a patch of the picture. */
const ID_LENGTH = 3;

/**
 * FLUX.1 (Black Forest Labs 2024; the transformer follows Esser et al. 2024, arXiv:2403.03206, with rotary positions):
 * a rectified flow over patches of two by two cells, T5 for the words and CLIP for their sum. `dev` is told the guidance
 * scale, `schnell` was distilled to need none; neither has a negative prompt.
 *
 * @throws ModelError
 */
export const fluxPipeline = (model: ModelFolder, runtime: Runtime) =>
  Components.use(model, runtime, async (components): Promise<Pipeline> => {
    const schedulers = await loadSchedulers(components);
    const clip = await TextConditioner.load(components, { layer: 'last', pooled: 'pooler_output' });
    const length = model.manifest?.max_sequence_length ?? T5_LENGTH;
    const t5 = await TextConditioner.load(components, { layer: 'last', length }, '_2');
    const transformer = await components.session('transformer', denoiserChange);
    const guided = transformer.inputs.has(GUIDANCE_INPUT);
    const denoiser = new Denoiser(transformer, [
      'encoder_hidden_states',
      'pooled_projections',
      'txt_ids',
      'img_ids',
      ...(guided ? [GUIDANCE_INPUT] : []),
    ]);
    const decoder = await loadLatentDecoder(components, AUTOENCODER);
    const { cell } = decoder;

    return latentPipeline(components, {
      className: FLUX,
      denoiser,
      schedulers,
      condition: async ({ prompt, guidanceScale, width, height }) => {
        const { pooled } = await clip.encode(prompt);
        const words = besideEachOther(await t5.encode(prompt));
        const promptInputs: RowInputs = {
          encoder_hidden_states: words,
          pooled_projections: { data: pooled, dims: [pooled.length] },
          txt_ids: wordIds(words),
          img_ids: patchIds(height / cell, width / cell),
          ...(guided ? { [GUIDANCE_INPUT]: { data: Float32Array.of(guidanceScale), dims: [] } } : {}),
        };
        return { promptInputs, negativePromptInputs: undefined };
      },
      negativePrompt: false,
      decode: (latents, { shape }) => decoder.decode(latents, shape),
      channels: decoder.channels,
      cell,
      packing: patchedTwoByTwo,
      sizeMultiple: cell * patchedTwoByTwo.multiple,
      schedule: (steps, shape) => ({
        steps: { sigmas: linspace(1, 1 / steps, steps) },
        imageSequenceLength: tokensOf(shape),
      }),
      timestepScale: 1 / 1000,
      defaults: guided ? { steps: 28, guidanceScale: 3.5 } : { steps: 4, guidanceScale: 1 },
    });
  });

function tokensOf(shape: LatentShape): number {
  return patchedTwoByTwo.dims(shape)[0] ?? 0;
}

function wordIds({ dims: [tokens = 0] }: RowTensor): RowTensor {
  return { data: new Float32Array(tokens * ID_LENGTH), dims: [tokens, ID_LENGTH] };
}

/** @param height of the latents, in cells, as is `width` */
function patchIds(height: number, width: number): RowTensor {
  const [rows, columns] = [height / patchedTwoByTwo.multiple, width / patchedTwoByTwo.multiple];
  const data = new Float32Array(rows * columns * ID_LENGTH);
  for (let token = 0; token < rows * columns; token += 1) {
    data.set([0, Math.floor(token / columns), token % columns], token * ID_LENGTH);
  }
  return { data, dims: [rows * columns, ID_LENGTH] };
}
