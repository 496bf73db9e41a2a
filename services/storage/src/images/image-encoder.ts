import { Injectable } from '@nestjs/common';
import sharp, { type Sharp } from 'sharp';
import type { ImageFormat } from './image-format.js';
import { withPngText } from './png-text.js';
import { provenanceXmp } from './provenance.js';

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

const encoders: Readonly<Record<ImageFormat, (image: Sharp, quality: number | undefined) => Sharp>> = {
  // Half the size of the default for 10 % more time; a palette would lose colours.
  png: (image) => image.png({ compressionLevel: 3, adaptiveFiltering: true, palette: false }),
  webp: (image, quality = 90) => image.webp({ quality, effort: 0 }),
  jpeg: (image, quality = 92) => image.jpeg({ quality }),
  avif: (image, quality = 65) => image.avif({ quality, effort: 1 }),
};

/** What is in a file beside its pixels, and how closely it keeps them. */
export interface Encoding {
  readonly format: ImageFormat;
  /** Empty: none. Only a PNG holds it. */
  readonly parametersText: string;
  /** 1 to 100, for lossy formats; the format's own where absent. */
  readonly encoderQuality?: number | undefined;
}

/** What a smaller picture is. */
export interface Resizing {
  /** Its height follows; an image is never made larger. */
  readonly width: number;
  readonly format: ImageFormat;
}

/** Turns pixels into files. The same pixels and encoding always become the same bytes. */
@Injectable()
export class ImageEncoder {
  async encode({ width, height, data }: Pixels, { format, parametersText, encoderQuality }: Encoding): Promise<Buffer> {
    const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
    const file = await encoders[format](image, encoderQuality).withXmp(provenanceXmp).toBuffer();
    return format === 'png' && parametersText !== '' ? withPngText(file, parametersKeyword, parametersText) : file;
  }

  /** A smaller picture of an image file. The parameters stay with the image: they would not remake this one. */
  async resize(file: Buffer, { width, format }: Resizing): Promise<Buffer> {
    const image = sharp(file, { limitInputPixels: false }).resize({ width, withoutEnlargement: true });
    return encoders[format](image, undefined).withXmp(provenanceXmp).toBuffer();
  }
}
