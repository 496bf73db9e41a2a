import type { EngineRequest, GeneratedImage, GenerateOptions, ImageEngine, ReadyModel } from '@imageai/diffusion';

const model: ReadyModel = {
  status: 'ready',
  name: 'null',
  folder: '',
  digest: '0'.repeat(64),
  revision: undefined,
  licence: undefined,
  source: undefined,
  pipeline: 'NullPipeline',
  executionProvider: 'none',
  runtime: 'none',
  defaults: { steps: 1, guidanceScale: 7.5 },
  styles: ['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'],
  sizeMultiple: 64,
  maxPixels: 1920 * 1920,
  features: ['text-to-image', 'negative-prompt', 'styles'],
};

/**
 * An engine that answers at once, so that what the platform adds to a picture can be measured.
 * Only INFERENCE_ENGINE selects it, and it lies in no image: it is part of the benchmark.
 */
class NullEngine implements ImageEngine {
  readonly models = [model];
  readonly capacity = 1;

  async generate({ width, height, seed }: EngineRequest, options: GenerateOptions = {}): Promise<GeneratedImage> {
    options.onProgress?.(1, 1);
    const pixels = new Uint8Array(width * height * 3).fill(seed % 256);
    return { pixels, width, height, timings: { queueMs: 0, encodeMs: 0, denoiseMs: 0, decodeMs: 0, totalMs: 0 } };
  }

  async close(): Promise<void> {}
}

export const createEngine = async (): Promise<ImageEngine> => new NullEngine();
