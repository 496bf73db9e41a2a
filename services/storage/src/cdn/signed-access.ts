import { AppError } from '@imageai/errors';
import { ImageUrlSignatures } from '@imageai/image-urls';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../tokens.js';

/** What a request has besides the name of a file, as it came. */
export interface SignedQuery {
  readonly expires?: unknown;
  readonly signature?: unknown;
}

/** Who may fetch the files of private images: whoever has a URL that was signed, until it expires. */
@Injectable()
export class SignedAccess {
  constructor(
    private readonly signatures: ImageUrlSignatures,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * How many seconds are left of a signed URL. Without a signature the image looks as if it were not there; one that is
   * wrong or too old is told so.
   */
  secondsLeft(imageId: string, { expires, signature }: SignedQuery): number {
    if (expires === undefined && signature === undefined) throw new AppError('not_found');
    // Leading zeros would be another spelling of the same moment, for caches to keep apart.
    if (typeof expires !== 'string' || !/^[1-9]\d{0,11}$/.test(expires)) throw new AppError('image_url_invalid');
    const end = Number(expires);
    if (typeof signature !== 'string' || !this.signatures.verify(imageId, end, signature)) {
      throw new AppError('image_url_invalid');
    }
    const left = Math.floor(end - this.clock.now().getTime() / 1_000);
    if (left < 0) throw new AppError('image_url_expired');
    return left;
  }
}
