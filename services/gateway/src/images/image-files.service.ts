import type { ServiceError } from '@grpc/grpc-js';
import { AppError } from '@imageai/errors';
import { fromServiceError } from '@imageai/rpc';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ImagesClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, IMAGES } from '../tokens.js';

/** A file is read in far less; a storage that says nothing for this long is given up. */
const timeoutMs = 30_000;

/** Reads image files, for answers that carry them. */
@Injectable()
export class ImageFiles {
  constructor(
    @Inject(IMAGES) private readonly images: ImagesClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'IMAGE_PATIENCE_MS'>,
  ) {}

  /** The whole file of an account's image. Throws `image_gone` where it was deleted or its retention ended. */
  read(accountId: string, imageId: string): Promise<Buffer> {
    const isGone = ({ code }: AppError) => code === 'image_gone' || code === 'not_found';
    return untilAvailable(
      this.config.IMAGE_PATIENCE_MS,
      () => this.receive(accountId, imageId),
      (error) => (isGone(error) ? new AppError('image_gone') : undefined),
    );
  }

  private receive(accountId: string, imageId: string): Promise<Buffer> {
    const stream = this.images.readImage({ accountId, imageId });
    const timer = setTimeout(() => stream.cancel(), timeoutMs);
    const parts: Uint8Array[] = [];
    let expected = 0;
    return new Promise<Buffer>((resolve, reject) => {
      stream.on('data', ({ part }) => {
        if (part?.$case === 'image') expected = Number(part.value.bytes);
        if (part?.$case === 'bytes') parts.push(part.value);
      });
      stream.on('end', () => {
        const file = Buffer.concat(parts);
        if (file.length === expected && expected > 0) resolve(file);
        else reject(new AppError('unavailable', { cause: new Error(`${file.length} of ${expected} bytes came`) }));
      });
      stream.on('error', (error: ServiceError) => reject(fromServiceError(error)));
    }).finally(() => clearTimeout(timer));
  }
}
