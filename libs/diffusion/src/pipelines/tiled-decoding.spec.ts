import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { copyOf, largestDifference, unpackBytes, unpackFloats } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { Components } from './components.js';
import { type LatentDecoder, loadLatentDecoder } from './latent-decoder.js';
import { tiledDecoding } from './tiled-decoding.js';

const MODEL = resolve('fixtures/tiny-stable-diffusion-2');
const { tile, cases } = JSON.parse(await readFile(resolve('fixtures/tiles.json'), 'utf8'));

async function decoderWith(decoder_tile: number): Promise<LatentDecoder> {
  const folder = await copyOf(MODEL);
  await writeFile(join(folder, 'imageai.json'), JSON.stringify({ name: 'tiled', decoder_tile }));
  return Components.use(await readModelFolder(folder), testRuntime(1), (components) =>
    loadLatentDecoder(components, { channels: 4, scalingFactor: 0.18215 }),
  );
}

describe('a decoder in tiles', () => {
  let decoder: LatentDecoder;
  beforeAll(async () => {
    decoder = await decoderWith(tile);
  });

  it.each(cases as { height: number; width: number; latents: string; pixels: string }[])(
    'gives the pixels of diffusers: $height x $width cells',
    async ({ height, width, latents, pixels }) => {
      const image = await decoder.decode(unpackFloats(latents), { channels: 4, height, width });
      expect(largestDifference(image.pixels, unpackBytes(pixels))).toBeLessThanOrEqual(1);
    },
  );

  it.each([15, 20])('of %i pixels is refused in a sentence that names the file', async (size) => {
    await expect(decoderWith(size)).rejects.toThrow(
      /^decoder_tile in .*imageai\.json is \d+: give a multiple of 8 pixels\.$/,
    );
  });

  it('never gives the decoder more than a tile', async () => {
    const seen: number[] = [];
    const decode = tiledDecoding(
      async (_latents, { height, width }) => {
        seen.push(Math.max(height, width));
        return new Float32Array(3 * height * width * 4);
      },
      8,
      2,
    );
    await decode(new Float32Array(4 * 30 * 50), { channels: 4, height: 30, width: 50 });
    expect(Math.max(...seen)).toBe(8);
  });
});
