import type { DenoiserRow } from './denoiser.js';
import type { ImageRequest } from './image-request.js';

/** 8-bit RGB, row by row from the top, three bytes a pixel. */
export interface PixelImage {
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** The model's safety checker, where its folder has one, holds the image for unsafe: it is not to be shown. */
  readonly flagged?: boolean;
}

/**
 * One image on its way. Its steps may be taken between those of other runs, or together with them: runs share no state.
 * A step is `rows`, an evaluation of the denoiser, and `advance`; `Pipeline.step` does all three.
 */
export interface Run {
  /** Evaluations of the denoiser in all. */
  readonly steps: number;
  readonly stepsDone: number;
  /**
   * Equal for runs of one pipeline that may share an evaluation: what the denoiser is given for each row has the same
   * shapes (size of the latents, length of the prompt). Timesteps, seeds, guidance and prompts may differ.
   */
  readonly batchKey: string;
  /** Rows that the next step adds to a batch: two where there is guidance, otherwise one. */
  readonly rowCount: number;

  /**
   * What the denoiser is asked at the next step.
   *
   * @throws RangeError when all steps are taken
   */
  rows(): readonly DenoiserRow[];

  /** Takes the step, given the denoiser's answers to `rows`, in their order. */
  advance(answers: readonly Float32Array[]): void;

  /**
   * A small picture of what the image is going to be, from the latents and without the decoder.
   *
   * @returns `undefined` where the pipeline has no previews
   */
  preview(): Promise<PixelImage | undefined>;

  /** The image that the latents stand for; meant to be called once, after the last step. */
  decode(): Promise<PixelImage>;
}

/** What a request may ask of a model. */
export type PipelineFeature = 'text-to-image' | 'negative-prompt' | 'image-to-image' | 'inpainting';

/** A loaded model that turns requests into images, step by step. */
export interface Pipeline {
  /** Class name in `model_index.json`, without an exporter's prefix, and without the name of a task. */
  readonly className: string;
  readonly features: readonly PipelineFeature[];
  /** Where its denoiser runs. */
  readonly executionProvider: string;
  /** Widths and heights are multiples of it, in pixels. */
  readonly sizeMultiple: number;
  readonly maxPixels: number;
  /** What a request that leaves them out gets. */
  readonly defaults: { readonly steps: number; readonly guidanceScale: number };

  /**
   * Encodes the prompts and draws the noise.
   *
   * @throws ImageRequestError when the model cannot honour the request
   */
  begin(request: ImageRequest): Promise<Run>;

  /**
   * Takes the next step of each of these runs in one evaluation of the denoiser (or as few as its graph allows). A run
   * gets the same bits whoever else is in the batch.
   *
   * @param runs begun by this pipeline, of one `batchKey`; a run that has taken all its steps is a RangeError
   */
  step(runs: readonly Run[]): Promise<void>;

  /** Frees the memory of the model; runs must have ended. */
  release(): Promise<void>;
}
