import { ModelError, type ModelErrorCode, reasonOf } from '../model/model-error.js';
import { ImageRequestError } from '../pipelines/image-request.js';
import type { PixelImage } from '../pipelines/pipeline.js';
import type { RuntimeOptions } from '../runtime/session.js';
import { EngineError, type EngineErrorCode } from './engine-error.js';
import type { EngineRequest, GeneratedImage, GenerateOptions, ModelDescriptor } from './image-engine.js';
import type { PolicyName } from './policies.js';

/** What the worker thread is started with. */
export interface WorkerOptions extends RuntimeOptions {
  readonly modelFolders: readonly string[];
  /** Images that may be begun and not finished. */
  readonly concurrency: number;
  readonly policy: PolicyName;
  /** Images that take a step together. */
  readonly maxBatch: number;
  /** What loaded models may take together; half of the machine's memory by default. */
  readonly memoryBytes: number | undefined;
  /** Unloads a model that was not used for this long. */
  readonly idleMs: number | undefined;
}

/** On which terms an image shares the engine. */
export type Terms = Pick<GenerateOptions, 'tenant' | 'weight' | 'deadline'>;

export type MessageToWorker =
  | { readonly type: 'generate'; readonly id: number; readonly request: EngineRequest; readonly terms: Terms }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'preview'; readonly id: number }
  | { readonly type: 'close' };

export type MessageFromWorker =
  | { readonly type: 'ready'; readonly models: readonly ModelDescriptor[] }
  | { readonly type: 'models'; readonly models: readonly ModelDescriptor[] }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly step: number;
      readonly of: number;
      readonly preview?: PixelImage;
    }
  | { readonly type: 'done'; readonly id: number; readonly image: GeneratedImage }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError };

/** An error as it crosses between threads, where classes do not survive. */
export type WireError =
  | { readonly kind: 'request'; readonly param: string; readonly message: string }
  | { readonly kind: 'model'; readonly code: ModelErrorCode; readonly message: string }
  | { readonly kind: 'engine'; readonly code: EngineErrorCode; readonly message: string };

export function toWireError(error: unknown): WireError {
  if (error instanceof ImageRequestError) return { kind: 'request', param: error.param, message: error.message };
  if (error instanceof ModelError) return { kind: 'model', code: error.code, message: error.message };
  const code = error instanceof EngineError ? error.code : 'internal';
  return { kind: 'engine', code, message: reasonOf(error) };
}

export function fromWireError(error: WireError): Error {
  switch (error.kind) {
    case 'request':
      return new ImageRequestError(error.param, error.message);
    case 'model':
      return new ModelError(error.code, error.message);
    case 'engine':
      return new EngineError(error.code, error.message);
  }
}
