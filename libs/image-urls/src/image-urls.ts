import { ImageUrlSignatures } from './image-url-signatures.js';
import type { ImageUrlSettings } from './settings.js';

/** What has to be known of an image to say where its file is. */
export interface LinkedImage {
  readonly id: string;
  readonly format: string;
  readonly private: boolean;
}

/** What the public API says of where an image's file is. */
export interface ImageUrlFields {
  readonly url: string;
  /** Of private images alone: until when the URL can be used. */
  readonly url_expires_at?: string;
}

/** Where clients fetch images: the one place that makes their URLs. */
export class ImageUrls {
  private readonly signatures: ImageUrlSignatures;

  /** @param now milliseconds since 1970 */
  constructor(
    private readonly settings: ImageUrlSettings,
    private readonly now: () => number = Date.now,
  ) {
    this.signatures = new ImageUrlSignatures(settings.IMAGE_URL_KEYS);
  }

  of({ id, format, private: isPrivate }: LinkedImage): ImageUrlFields {
    const url = `${this.settings.CDN_URL}/${id}.${format}`;
    if (!isPrivate) return { url };
    const expires = this.expiry();
    const query = new URLSearchParams({ expires: String(expires), signature: this.signatures.sign(id, expires) });
    return { url: `${url}?${query}`, url_expires_at: new Date(expires * 1_000).toISOString() };
  }

  /**
   * In Unix seconds. Whoever asks again within a tenth of the lifetime is mostly given the same URL, which their browser
   * may have the file of.
   */
  private expiry(): number {
    const { IMAGE_URL_SECONDS: lifetimeSeconds } = this.settings;
    const step = Math.max(1, Math.floor(lifetimeSeconds / 10));
    return Math.ceil((this.now() / 1_000 + lifetimeSeconds) / step) * step;
  }
}
