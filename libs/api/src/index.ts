export { isWellFormedApiKey, keyPrefixLength, newApiKey } from './api-key.js';
export {
  type CreateGenerationParameters,
  type CreateGenerationRequest,
  createGenerationRequest,
  defaultExpiresInSeconds,
} from './create-generation-request.js';
export {
  type GenerateImageParameters,
  type GenerateImageRequest,
  generateImageRequest,
  modelError,
} from './generate-image-request.js';
export {
  type AcceptedGeneration,
  acceptedGeneration,
  type GenerationPage,
  type GenerationResource,
  generationPage,
  generationParameters,
  generationResource,
  type ListGenerationsQuery,
  listGenerationsQuery,
} from './generation-resource.js';
export { type IdPrefix, isId, newId } from './ids.js';
export { isAddressAllowed, isOriginAllowed, parseNetwork, parseOrigin } from './key-restrictions.js';
export {
  type BodyFault,
  bodyParser,
  type Parsed,
  parseCreateGeneration,
  parseGenerateImage,
  parseListGenerations,
} from './parse-body.js';
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
  type ActionScope,
  actionScopes,
  hasScope,
  isActionScope,
  isScope,
  isWithinScopes,
  mayUseModel,
} from './scopes.js';
export {
  type GenerationEventType,
  type GenerationStatusName,
  generationEventTypes,
  generationStatuses,
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
