import { Injectable } from '@nestjs/common';
import sharp, { type Sharp } from 'sharp';
import type { ImageFormat } from './image-format.js';
import { withPngText } from './png-text.js';

// One thread an image: the engine on the same machine needs the others. Nothing is read twice, so nothing is cached.
sharp.concurrency(1);
sharp.cache(false);

/** The chunk's keyword, as A1111 chose it. */
const parametersKeyword = 'parameters';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGB, 8 bits, rows from the top, no padding. */
  readonly data: Buffer;
}

const encoders: Readonly<Record<ImageFormat, (image: Sharp) => Sharp>> = {
  // Half the size of the default for 10 % more time; a palette would lose colours.
  png: (image) => image.png({ compressionLevel: 3, adaptiveFiltering: true, palette: false }),
  webp: (image) => image.webp({ quality: 90, effort: 0 }),
  jpeg: (image) => image.jpeg({ quality: 92 }),
  avif: (image) => image.avif({ quality: 65, effort: 1 }),
};

/** Turns pixels into files. The same pixels, format and text always become the same bytes. */
@Injectable()
export class ImageEncoder {
  async encode({ width, height, data }: Pixels, format: ImageFormat, parametersText: string): Promise<Buffer> {
    const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
    const file = await encoders[format](image).toBuffer();
    return format === 'png' && parametersText !== '' ? withPngText(file, parametersKeyword, parametersText) : file;
  }
}
