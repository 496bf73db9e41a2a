import type { ModelErrorCode } from '../model/model-error.js';
import type { ImageRequest } from '../pipelines/image-request.js';
import type { PipelineFeature, PixelImage } from '../pipelines/pipeline.js';

/** A model that takes requests. */
export interface ReadyModel {
  readonly status: 'ready';
  readonly name: string;
  readonly folder: string;
  /** Fingerprint of weights and settings, 64 hexadecimal digits. */
  readonly digest: string;
  readonly revision: string | undefined;
  readonly licence: string | undefined;
  readonly source: string | undefined;
  /** Class name in `model_index.json`, without an exporter's prefix. */
  readonly pipeline: string;
  /** Where its denoiser runs. */
  readonly executionProvider: string;
  /**
   * Library, version, provider and, on the processor, threads ("onnxruntime-1.30.0-cpu-2-threads"): bytes are promised
   * for equal digest and runtime.
   */
  readonly runtime: string;
  /** What was missing of execution providers that were to be tried first, a sentence each; empty where nothing was. */
  readonly passedOver?: readonly string[];
  /** What a request that leaves them out gets. */
  readonly defaults: { readonly steps: number; readonly guidanceScale: number };
  readonly styles: readonly string[];
  /** Widths and heights are multiples of it, in pixels. */
  readonly sizeMultiple: number;
  readonly maxPixels: number;
  readonly features: readonly ModelFeature[];
}

/** What a request may ask of a model. */
export type ModelFeature = PipelineFeature | 'styles';

/** A model folder that cannot run, and why, in one sentence. */
export interface UnusableModel {
  readonly status: 'unusable';
  readonly name: string;
  readonly folder: string;
  readonly code: ModelErrorCode | 'name_taken' | 'internal';
  readonly reason: string;
}

export type ModelDescriptor = ReadyModel | UnusableModel;

export interface EngineRequest extends ImageRequest {
  /** Name of a ready model. */
  readonly model: string;
}

export interface GenerateOptions {
  /** Takes effect at the next step; the promise rejects with the signal's reason at once. */
  readonly signal?: AbortSignal;
  /** Called after each step with the number of steps done, 1 to `of`; with a preview where one was wanted. */
  readonly onProgress?: (step: number, of: number, preview?: PixelImage) => void;
  /**
   * Asked after each call of `onProgress` whether the next one shall bring a preview: a picture of an eighth of the
   * image's width and height. One costs some milliseconds of the engine's time.
   */
  readonly wantsPreview?: () => boolean;
  /**
   * Whoever shares the engine with others, by any name: while one waits, no more than two images of another are served.
   * An image without a name stands for itself.
   */
  readonly tenant?: string;
  /** Of the image's lane against those of other lanes; 1 by default. */
  readonly weight?: number;
  /** Milliseconds since 1970; then it is given up at its next step, with the error `deadline_passed`. */
  readonly deadline?: number;
}

/**
 * In milliseconds. The parts count only this image's own work (of steps that it shared, its share), `totalMs` also what
 * ran between its steps.
 */
export interface Timings {
  /** From being asked to the first work on it, with the loading of its model where that was needed. */
  readonly queueMs: number;
  readonly encodeMs: number;
  readonly denoiseMs: number;
  readonly decodeMs: number;
  /** From the first work on it to the pixels. */
  readonly totalMs: number;
}

export interface GeneratedImage extends PixelImage {
  readonly timings: Timings;
}

/** Makes images from requests. The same request gives the same bytes, alone or beside others, after a restart too. */
export interface ImageEngine {
  readonly models: readonly ModelDescriptor[];
  /** Images that may be under way at once; more would only wait here. */
  readonly capacity: number;

  /**
   * @throws ImageRequestError when the model cannot honour the request
   * @throws EngineError when the model is not there, the thread crashes or the engine is closed
   * @throws ModelError when the model fails at this request, for instance by running out of memory
   * @throws the signal's reason when aborted
   */
  generate(request: EngineRequest, options?: GenerateOptions): Promise<GeneratedImage>;

  /** Ends after the step that runs; requests that have not finished are rejected with `closed`. */
  close(): Promise<void>;
}
