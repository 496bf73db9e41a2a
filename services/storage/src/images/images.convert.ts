import type { StoredImage } from '@imageai/contracts/storage';
import type { HeldImage } from './held-image.js';

export const toStoredImage = (image: HeldImage): StoredImage => ({
  ...image,
  bytes: BigInt(image.bytes),
  prompt: image.prompt ?? '',
  style: image.style ?? '',
  model: image.model ?? '',
});
