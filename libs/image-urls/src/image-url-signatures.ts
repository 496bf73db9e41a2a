import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ImageUrlKeys } from './image-url-keys.js';

/**
 * Signatures of image URLs: HMAC-SHA-256 over the image's id and the second at which the URL expires. Size and format are
 * no part of it, so that who may see an image may ask for a smaller one without asking for another URL.
 */
export class ImageUrlSignatures {
  constructor(private readonly keys: ImageUrlKeys) {}

  /** @param expires Unix seconds */
  sign(imageId: string, expires: number): string {
    return macOf(this.keys[0], imageId, expires).toString('base64url');
  }

  /** Every key is tried, so that what takes long says nothing about which one matched. */
  verify(imageId: string, expires: number, signature: string): boolean {
    const given = Buffer.from(signature, 'base64url');
    const matches = this.keys.filter((key) => {
      const mac = macOf(key, imageId, expires);
      return given.length === mac.length && timingSafeEqual(given, mac);
    });
    return matches.length > 0;
  }
}

/** The first word keeps a signature from meaning anything elsewhere. */
const macOf = (key: Buffer, imageId: string, expires: number): Buffer =>
  createHmac('sha256', key).update(`image-url:${imageId}:${expires}`).digest();
