import type { GenerateOptions, GenerateRequest, GenerateResult, ImageEngine } from '@imageai/diffusion';

/**
 * An engine that answers at once, so that what the platform adds to a picture can be measured.
 * Only INFERENCE_ENGINE selects it, and it lies in no image: it is part of the benchmark.
 */
class NullEngine implements ImageEngine {
  readonly models: ImageEngine['models'] = [
    {
      name: 'null',
      digest: '0'.repeat(64),
      pipeline: 'NullPipeline',
      runtime: 'null',
      defaults: { steps: 1, guidanceScale: 7.5 },
      styles: [],
      sizeMultiple: 64,
      maxPixels: 1920 * 1920,
      licence: 'Apache-2.0',
      source: 'benchmark',
    },
  ];

  async generate(request: GenerateRequest, options: GenerateOptions = {}): Promise<GenerateResult> {
    options.onProgress?.(1, 1);
    const { width, height } = request;
    const pixels = new Uint8Array(width * height * 3).fill(request.seed % 256);
    return { pixels, width, height, timings: { totalMs: 0, encodeMs: 0, denoiseMs: 0, decodeMs: 0 } };
  }

  async close(): Promise<void> {}
}

export const createEngine = async (): Promise<ImageEngine> => new NullEngine();
