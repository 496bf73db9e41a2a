// An engine that draws a pattern from the seed, as slowly as the prompt says ("slow 200": 200 ms a step) or never
// ("hangs"), or waits after its first step until it is let go on ("pauses"); "fails" fails, "refuses" is refused. For tests of the service around the engine.
import { setTimeout as sleep } from 'node:timers/promises';

class ImageRequestError extends Error {
  name = 'ImageRequestError';
}

const model = {
  status: 'ready',
  name: 'pattern-1.5',
  folder: '/nowhere',
  digest: 'd'.repeat(64),
  pipeline: 'PatternPipeline',
  executionProvider: 'cpu',
  runtime: 'pattern-1-cpu',
  defaults: { steps: 4, guidanceScale: 7.5 },
  styles: ['painting'],
  sizeMultiple: 8,
  maxPixels: 4194304,
  features: ['text-to-image'],
};
const broken = { status: 'unusable', name: 'broken', folder: '/nowhere', code: 'file_missing', reason: 'no weights' };

export async function createEngine() {
  return {
    models: [model, broken],
    capacity: 1,
    begun: [],
    requests: [],
    terms: [],
    previews: 0,
    steps: 0,
    pause: Promise.withResolvers(),
    closed: false,
    async generate(request, { signal, onProgress, wantsPreview, ...terms } = {}) {
      const { prompt, width, height, seed, steps } = request;
      this.begun.push(prompt);
      this.requests.push(request);
      this.terms.push(terms);
      signal?.throwIfAborted();
      if (prompt.includes('refuses')) throw new ImageRequestError('not with this model');
      if (prompt.includes('is late')) throw Object.assign(new Error('too late'), { code: 'deadline_passed' });
      if (prompt.includes('fails')) throw new Error('out of paint');
      const stepMs = prompt.includes('hangs') ? 3_600_000 : Number(/slow (\d+)/.exec(prompt)?.[1] ?? 0);
      let preview;
      for (let step = 1; step <= steps; step++) {
        if (stepMs > 0) await sleep(stepMs, undefined, { signal }).catch(() => signal.throwIfAborted());
        onProgress?.(step, steps, preview);
        this.steps += 1;
        if (prompt.includes('pauses') && step === 1) await this.pause.promise;
        preview = wantsPreview?.() ? { pixels: new Uint8Array(8 * 8 * 3).fill(seed), width: 8, height: 8 } : undefined;
        if (preview) this.previews += 1;
      }
      const pixels = new Uint8Array(width * height * 3);
      for (let i = 0; i < pixels.length; i++) pixels[i] = (i * 7 + seed) % 256;
      const ms = stepMs * steps;
      const flagged = prompt.includes('unsafe');
      return {
        pixels,
        width,
        height,
        flagged,
        timings: { queueMs: 0, encodeMs: 0, denoiseMs: ms, decodeMs: 0, totalMs: ms },
      };
    },
    async close() {
      this.closed = true;
    },
  };
}
