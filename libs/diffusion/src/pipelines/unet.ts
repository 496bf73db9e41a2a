import { denoiserChange } from '../onnx/graph-changes.js';
import type { Components } from './components.js';
import { type Condition, type ConditioningRequest, conditionBoth } from './conditioning.js';
import { Denoiser, type RowInputs } from './denoiser.js';
import { guidanceEmbedding } from './guidance-embedding.js';

/** The U-Nets of Stable Diffusion halve the latents three times. */
export const UNET_MULTIPLE = 8;

/** Of the autoencoder of Stable Diffusion 1 and 2, whose older exports do not say. */
export const STABLE_DIFFUSION_AUTOENCODER = { channels: 4, scalingFactor: 0.18215 };

/** Input of a U-Net that was distilled with guidance, and is told its scale. */
const GUIDANCE_INPUT = 'timestep_cond';
const DEFAULT_EMBEDDING = 256;

/** A Stable Diffusion U-Net, and how it is guided. */
export interface Unet {
  readonly denoiser: Denoiser;
  /** Whether the graph fixes how many tokens it reads, so that a longer text must be cut. */
  readonly fixedTextLength: boolean;
  /** It was distilled with guidance and is told the scale: it reads no negative prompt. */
  readonly toldGuidance: boolean;
  /** @param read what the U-Net reads of one text, by the names of its inputs */
  condition(
    read: (text: string, role: 'prompt' | 'negative', request: ConditioningRequest) => Promise<RowInputs>,
  ): Condition;
}

/**
 * @param inputNames what the U-Net reads besides sample and timestep
 * @throws ModelError
 */
export async function loadUnet(components: Components, inputNames: readonly string[]): Promise<Unet> {
  const session = await components.session('unet', denoiserChange);
  const guidanceInput = session.inputs.get(GUIDANCE_INPUT);
  const denoiser = new Denoiser(session, guidanceInput ? [...inputNames, GUIDANCE_INPUT] : inputNames);
  const size = guidanceInput?.dims[1];
  const dimension = typeof size === 'number' ? size : DEFAULT_EMBEDDING;
  return {
    denoiser,
    fixedTextLength: typeof session.inputs.get('encoder_hidden_states')?.dims[1] === 'number',
    toldGuidance: guidanceInput !== undefined,
    condition: (read) => async (request) => {
      if (!guidanceInput) return conditionBoth(request, (text, role) => read(text, role, request));
      const told = { [GUIDANCE_INPUT]: guidanceEmbedding(request.guidanceScale, dimension) };
      // Guided within, it reads no negative prompt.
      const inputs = await read(request.prompt, 'prompt', { ...request, negativePrompt: '' });
      return { promptInputs: { ...inputs, ...told }, negativePromptInputs: undefined };
    },
  };
}
