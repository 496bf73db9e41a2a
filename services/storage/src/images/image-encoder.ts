import { Inject, Injectable } from '@nestjs/common';
import sharp, { type Sharp } from 'sharp';
import type { Change, ContentCredentials } from '../credentials/content-credentials.js';
import { CREDENTIALS } from '../tokens.js';
import type { HeldImage } from './held-image.js';
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
  constructor(@Inject(CREDENTIALS) private readonly credentials: ContentCredentials) {}

  async encode({ width, height, data }: Pixels, { format, parametersText, encoderQuality }: Encoding): Promise<Buffer> {
    const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
    const file = await encoders[format](image, encoderQuality).withXmp(provenanceXmp).toBuffer();
    const whole =
      format === 'png' && parametersText !== '' ? withPngText(file, parametersKeyword, parametersText) : file;
    // Last of all: it is bound to every byte that is there.
    return this.credentials.attach(whole, format, []);
  }

  /**
   * A smaller picture of an image file. The parameters stay with the image: they would not remake this one. So does its
   * manifest, which holds for the image alone: this one gets its own.
   */
  async resize(
    file: Buffer,
    { width, format }: Resizing,
    original: Pick<HeldImage, 'width' | 'format'>,
  ): Promise<Buffer> {
    const image = sharp(file, { limitInputPixels: false }).resize({ width, withoutEnlargement: true });
    const resized = await encoders[format](image, undefined).withXmp(provenanceXmp).toBuffer();
    const changes: Change[] = [];
    if (width < original.width) changes.push('resized');
    if (format !== original.format) changes.push('converted');
    return this.credentials.attach(resized, format, changes);
  }
}
