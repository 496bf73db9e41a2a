export { isWellFormedApiKey, keyPrefixLength, newApiKey } from './api-key.js';
export {
  type GenerateImageParameters,
  type GenerateImageRequest,
  generateImageRequest,
  modelError,
} from './generate-image-request.js';
export { type IdPrefix, isId, newId } from './ids.js';
export { type BodyFault, type Parsed, parseGenerateImage } from './parse-generate-image.js';
export {
  type ErrorDetails,
  type ErrorEnvelope,
  errorDetails,
  errorEnvelope,
  type FailedImage,
  failedImage,
  type GenerateImageResponse,
  generateImageResponse,
  type ImageObject,
  imageObject,
} from './responses.js';
export {
  maxPromptLength,
  maxSeed,
  type OutputFormat,
  outputFormats,
  type Size,
  type Style,
  sizes,
  styles,
} from './vocabulary.js';
export {
  isWebhookEventType,
  maxWebhookUrlLength,
  type WebhookEventType,
  webhookEventTypes,
  webhookUrlFault,
} from './webhooks.js';
