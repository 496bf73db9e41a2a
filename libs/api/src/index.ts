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
export { type ImageSize, maxImagePixels, parseImageSize } from './image-size.js';
export { isAddressAllowed, isOriginAllowed, parseNetwork, parseOrigin } from './key-restrictions.js';
export {
  type OpenAiEditParameters,
  type OpenAiImageParameters,
  type OpenAiImageRequest,
  openAiEditRequest,
  openAiImageRequest,
} from './openai-image-request.js';
export {
  type OpenAiCompletedEvent,
  type OpenAiImagesResponse,
  type OpenAiModel,
  type OpenAiModelList,
  type OpenAiPartialImageEvent,
  type OpenAiUsage,
  openAiCompletedEvent,
  openAiImagesResponse,
  openAiModel,
  openAiModelList,
  openAiPartialImageEvent,
} from './openai-responses.js';
export {
  type BodyFault,
  bodyParser,
  type Parsed,
  parseCreateGeneration,
  parseGenerateImage,
  parseListGenerations,
  parseOpenAiEdit,
  parseOpenAiImage,
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
