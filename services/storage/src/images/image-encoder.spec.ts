import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { ImageEncoder } from './image-encoder.js';
import { imageFormats } from './image-format.js';

const width = 96;
const height = 64;
const data = Buffer.alloc(width * height * 3);
for (let i = 0; i < data.length; i++) data[i] = (i * 31 + Math.floor(i / 300) * 7) % 256;
const encoder = new ImageEncoder({ attach: async (file) => file });
const encode = (format: (typeof imageFormats)[number], parametersText = '', encoderQuality?: number) =>
  encoder.encode({ width, height, data }, { format, parametersText, encoderQuality });

describe('an encoded image', () => {
  it('is, as a PNG, the same pixels again', async () => {
    const decoded = await sharp(await encode('png', 'a text'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(decoded.info).toMatchObject({ width, height, channels: 3 });
    expect(decoded.data.equals(data)).toBe(true);
  });

  it.each(imageFormats)('is the same bytes each time (%s), and of that format', async (format) => {
    const file = await encode(format, 'steps');
    expect((await encode(format, 'steps')).equals(file)).toBe(true);
    const metadata = await sharp(file).metadata();
    expect([metadata.width, metadata.height]).toEqual([width, height]);
    expect(metadata.format).toBe(format === 'avif' ? 'heif' : format);
  });

  it.each(imageFormats)('says that a model made it, where readers of XMP look (%s)', async (format) => {
    const { xmp } = await sharp(await encode(format, 'a text')).metadata();
    expect(String(xmp)).toContain('newscodes/digitalsourcetype/trainedAlgorithmicMedia<');
  });

  it.each(['webp', 'jpeg', 'avif'] as const)(
    'is smaller at a lower quality (%s), and the same each time',
    async (format) => {
      const [worst, middle, best] = await Promise.all([1, 50, 100].map((quality) => encode(format, '', quality)));
      expect(worst?.length).toBeLessThan(middle?.length ?? 0);
      expect(middle?.length).toBeLessThan(best?.length ?? 0);
      expect((await encode(format, '', 50)).equals(middle ?? Buffer.alloc(0))).toBe(true);
    },
  );

  it('loses nothing as a PNG, whatever quality is asked for', async () => {
    expect((await encode('png', '', 1)).equals(await encode('png'))).toBe(true);
  });

  it('has its parameters in a text chunk where readers of A1111 metadata look', async () => {
    const text = 'a café\nSteps: 4, Seed: 7';
    const file = await encode('png', text);
    expect(file.includes(Buffer.from(`tEXtparameters\0${text}`, 'latin1'))).toBe(true);
    expect((await sharp(file).metadata()).comments).toEqual([{ keyword: 'parameters', text: expect.anything() }]);
  });

  it('keeps parameters that Latin-1 cannot say', async () => {
    const text = 'ein Leuchtturm im Sturm, 灯台, 🌊';
    const file = await encode('png', text);
    expect(file.includes(Buffer.from(`iTXtparameters\0\0\0\0\0${text}`, 'utf8'))).toBe(true);
    expect((await sharp(file).metadata()).comments).toEqual([{ keyword: 'parameters', text }]);
  });

  it('holds no text where none is given', async () => {
    expect((await encode('png')).includes('parameters')).toBe(false);
  });

  it('cannot be cut short by a NUL in the prompt', async () => {
    expect((await encode('png', 'one\0two')).includes('tEXtparameters\0onetwo')).toBe(true);
  });
});
