import type { PixelImage } from '@imageai/diffusion';
import { describe, expect, it } from '@jest/globals';
import { ProgressOfImage } from './image-progress.js';

const preview: PixelImage = { pixels: new Uint8Array(3), width: 1, height: 1 };
const settled = () => new Promise<void>((done) => setImmediate(done));

const started = () => {
  const outlet = {
    time: 0,
    told: [] as string[],
    encoded: Promise.withResolvers<Uint8Array>(),
    now: () => outlet.time,
    encode: () => outlet.encoded.promise,
    publish: (step: number, of: number, file: Uint8Array, told: number) => {
      outlet.told.push(`${told}: ${step}/${of}${file.length > 0 ? ' with preview' : ''}`);
    },
  };
  return { outlet, progress: new ProgressOfImage(outlet) };
};

describe('the progress of an image', () => {
  it('is told at the first and the last step, and between them at most ten times a second', () => {
    const { outlet, progress } = started();
    for (let step = 1; step <= 20; step += 1) {
      progress.onProgress(step, 20);
      outlet.time += 30;
    }
    expect(outlet.told.map((line) => line.split(' ')[1])).toEqual(['1/20', '5/20', '9/20', '13/20', '17/20', '20/20']);
  });

  it('is told again as it stands to who begins to follow, and the next step brings a preview', () => {
    const { outlet, progress } = started();
    progress.repeat();
    progress.onProgress(1, 9);
    progress.refused(1);
    outlet.time = 300;
    expect(progress.wantsPreview()).toBe(false);
    progress.repeat();
    expect(outlet.told).toEqual(['1: 1/9', '2: 1/9']);
    outlet.time = 360;
    expect(progress.wantsPreview()).toBe(true);
  });

  it('brings previews while somebody listens, at most five a second', async () => {
    const { outlet, progress } = started();
    progress.onProgress(1, 9);
    expect(progress.wantsPreview()).toBe(false);
    outlet.time = 120;
    expect(progress.wantsPreview()).toBe(true);
    progress.onProgress(2, 9, preview);
    outlet.encoded.resolve(Uint8Array.of(1));
    await settled();
    expect(outlet.told).toEqual(['1: 1/9', '2: 2/9 with preview']);
    outlet.time = 300;
    expect(progress.wantsPreview()).toBe(false);
    outlet.time = 320;
    expect(progress.wantsPreview()).toBe(true);
  });

  it('brings none while nobody listens, and again when somebody came', () => {
    const { outlet, progress } = started();
    progress.onProgress(1, 9);
    progress.refused(1);
    outlet.time = 200;
    expect(progress.wantsPreview()).toBe(false);
    progress.onProgress(2, 9);
    expect(progress.wantsPreview()).toBe(false);
    outlet.time = 260;
    expect(progress.wantsPreview()).toBe(true);
  });

  it('never goes back: a preview that a later step overtook is left out', async () => {
    const { outlet, progress } = started();
    progress.onProgress(1, 3, preview);
    progress.onProgress(3, 3);
    outlet.encoded.resolve(Uint8Array.of(1));
    await settled();
    expect(outlet.told).toEqual(['1: 3/3']);
  });

  it('is told without a picture where the preview cannot be encoded', async () => {
    const { outlet, progress } = started();
    progress.onProgress(1, 3, preview);
    outlet.encoded.reject(new Error('no JPEG today'));
    await settled();
    expect(outlet.told).toEqual(['1: 1/3']);
  });
});
