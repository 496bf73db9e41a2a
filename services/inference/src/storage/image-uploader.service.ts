import { once } from 'node:events';
import type { ImageWork } from '@imageai/contracts/inference';
import type { StoredImage } from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import { IMAGES_CLIENT, type ImagesClient } from '../tokens.js';
import { insist } from '../work/insist.js';

const partBytes = 1024 * 1024;
/** Encoding the largest image takes a few seconds; a storage that says nothing for this long is asked again. */
const uploadTimeoutMs = 60_000;

/** Hands pixels to storage, until it has them. */
@Injectable()
export class ImageUploader {
  constructor(@Inject(IMAGES_CLIENT) private readonly images: ImagesClient) {}

  store(work: ImageWork, pixels: Uint8Array, parametersText: string, signal: AbortSignal): Promise<StoredImage> {
    return insist(() => this.upload(work, pixels, parametersText), signal);
  }

  async delete({ accountId, imageId }: ImageWork, signal: AbortSignal): Promise<void> {
    await insist(() => this.images.deleteImage({ accountId, imageId }), signal);
  }

  private async upload(work: ImageWork, pixels: Uint8Array, parametersText: string): Promise<StoredImage> {
    const { imageId, accountId, generationId, width, height, retentionDays, private: isPrivate } = work;
    const { prompt, style, model } = work;
    const { stream, response } = this.images.storeImage();
    const timer = setTimeout(() => stream.cancel(), uploadTimeoutMs);
    // The failure of the call itself tells more than that of a write.
    stream.on('error', () => undefined);
    const answered = response.then(
      () => undefined,
      () => undefined,
    );
    try {
      const sized = { imageId, accountId, generationId, width, height };
      const encoding = { format: work.outputFormat, encoderQuality: work.encoderQuality };
      const value = { ...sized, ...encoding, retentionDays, parametersText, private: isPrivate, prompt, style, model };
      stream.write({ part: { $case: 'header', value } });
      for (let at = 0; at < pixels.length; at += partBytes) {
        const part = Buffer.from(pixels.buffer, pixels.byteOffset + at, Math.min(partBytes, pixels.length - at));
        const hasRoom = stream.write({ part: { $case: 'pixels', value: part } });
        const isLast = at + partBytes >= pixels.length;
        if (!hasRoom && !isLast) await Promise.race([once(stream, 'drain').catch(() => undefined), answered]);
      }
      stream.end();
      const { image } = await response;
      if (image === undefined) throw new AppError('internal_error', { message: 'Storage named no image.' });
      return image;
    } finally {
      clearTimeout(timer);
    }
  }
}
