import { maxSourcePixels, signatureLength, sourceImageType } from '@imageai/api';
import { InputKind, InputRefusal, type StoreInputHeader } from '@imageai/contracts/storage';
import { Injectable } from '@nestjs/common';
import sharp, { type Metadata } from 'sharp';
import { fittedSize, type Size } from './input-size.js';

/** A file of the largest size takes a few; one that takes longer was made to. */
const decodingSeconds = 20;
const channels = 3;
const opaque = 255;

/** A picture as images begin with it. */
export interface Picture extends Size {
  /** RGB, 8 bits, rows from the top. */
  readonly pixels: Buffer;
  /** As it came, the right way up. */
  readonly source: Size;
}

export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';

  constructor(readonly refusal: InputRefusal) {
    super(`refused: ${refusal}`);
  }
}

/** Reads pictures that others made: what is wrong with one is found before it is decoded, as far as its header tells. */
@Injectable()
export class PictureReader {
  /** @throws PictureRefused */
  async read(
    file: Buffer,
    { kind, fit }: Pick<StoreInputHeader, 'kind'> & { fit: NonNullable<StoreInputHeader['fit']> },
    isOwn: boolean,
  ): Promise<Picture> {
    // Only formats that are meant are ever given to a decoder.
    if (!isOwn && sourceImageType(file.subarray(0, signatureLength)) === undefined) throw notAnImage();
    const { autoOrient: source, ...metadata } = await readable(sharp(file, { limitInputPixels: false }).metadata());
    if (source.width * source.height > maxSourcePixels) {
      throw new PictureRefused(InputRefusal.INPUT_REFUSAL_TOO_MANY_PIXELS);
    }
    if ((metadata.pages ?? 1) > 1) throw new PictureRefused(InputRefusal.INPUT_REFUSAL_ANIMATED);
    const size = fittedSize(source, fit);
    const isMask = kind === InputKind.INPUT_KIND_MASK;
    if (isMask && !metadata.hasAlpha) throw new PictureRefused(InputRefusal.INPUT_REFUSAL_NO_ALPHA);
    return { pixels: await (isMask ? maskPixels(file, size) : imagePixels(file, size)), ...size, source };
  }
}

const covering = (file: Buffer, { width, height }: Size) =>
  sharp(file, { limitInputPixels: maxSourcePixels })
    .timeout({ seconds: decodingSeconds })
    .autoOrient()
    .resize(width, height, { fit: 'cover', position: 'centre' });

const imagePixels = (file: Buffer, size: Size): Promise<Buffer> =>
  readable(
    covering(file, size).flatten({ background: 'white' }).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer(),
  );

/** What is transparent is to be made anew: white. */
async function maskPixels(file: Buffer, size: Size): Promise<Buffer> {
  const alpha = await readable(covering(file, size).extractChannel('alpha').raw({ depth: 'uchar' }).toBuffer());
  const pixels = Buffer.allocUnsafe(alpha.length * channels);
  for (const [index, value] of alpha.entries()) pixels.fill(opaque - value, index * channels, (index + 1) * channels);
  return pixels;
}

/** Whatever a decoder complains of, it is the file. */
function readable<Result extends Buffer | Metadata>(decoding: Promise<Result>): Promise<Result> {
  return decoding.catch(() => {
    throw notAnImage();
  });
}

const notAnImage = (): PictureRefused => new PictureRefused(InputRefusal.INPUT_REFUSAL_NOT_AN_IMAGE);
