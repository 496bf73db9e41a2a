import type { PromptSyntax } from '../tokenizing/prompt-syntax.js';
import type { RowInputs } from './denoiser.js';

/** What a request says of the picture, in the words and the range of the model. */
export interface ConditioningRequest {
  readonly prompt: string;
  /** Empty where nothing is to be kept out. */
  readonly negativePrompt: string;
  readonly guidanceScale: number;
  readonly syntax: PromptSyntax;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What the denoiser is told at every step, by the names of its inputs. */
export interface Conditioning {
  readonly promptInputs: RowInputs;
  /** Left out where there is no guidance, or the denoiser is told its scale: then a step adds one row to its batch. */
  readonly negativePromptInputs: RowInputs | undefined;
}

/** How a family of models turns words into what its denoiser reads. */
export type Condition = (request: ConditioningRequest) => Promise<Conditioning>;

/**
 * Classifier-free guidance: both texts are read the same way, and a guidance scale of 1 needs no negative one.
 *
 * @param read the inputs for one text; `negative` where the text is the negative one
 */
export async function conditionBoth(
  { prompt, negativePrompt, guidanceScale }: ConditioningRequest,
  read: (text: string, role: 'prompt' | 'negative') => Promise<RowInputs>,
): Promise<Conditioning> {
  return {
    promptInputs: await read(prompt, 'prompt'),
    negativePromptInputs: guidanceScale > 1 ? await read(negativePrompt, 'negative') : undefined,
  };
}
