import type { ImageRequest } from './image-request.js';

/** 8-bit RGB, row by row from the top, three bytes a pixel. */
export interface PixelImage {
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** One image on its way. Its steps may be taken between those of other runs: they share no state. */
export interface Run {
  /** Evaluations of the denoiser in all. */
  readonly steps: number;
  readonly stepsDone: number;

  /**
   * Takes the next step.
   *
   * @throws RangeError when all are taken
   */
  step(): Promise<void>;

  /** The image that the latents stand for; meant to be called once, after the last step. */
  decode(): Promise<PixelImage>;
}

/** A loaded model that turns requests into images, step by step. */
export interface Pipeline {
  /** Class name in `model_index.json`, without an exporter's prefix. */
  readonly className: string;
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

  /** Frees the memory of the model; runs must have ended. */
  release(): Promise<void>;
}
