export type { ImageUrlKeys } from './image-url-keys.js';
export { ImageUrlSignatures } from './image-url-signatures.js';
export { type ImageUrlFields, ImageUrls, type LinkedImage } from './image-urls.js';
export { type ImageUrlSettings, imageUrlKeys, imageUrlSettings } from './settings.js';
