export { type AccountResource, accountResource, type PlanNameInApi, planNames } from './account-resource.js';
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
  type FollowGenerationQuery,
  followGenerationQuery,
  type GenerationProgressData,
  type GenerationQueuedData,
  type GenerationRunningData,
  generationEventStreamData,
  generationProgressData,
  generationQueuedData,
  generationRunningData,
} from './generation-events.js';
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
export {
  type ImagePage,
  type ImageResource,
  imagePage,
  imageResource,
  type ListImagesQuery,
  listImagesQuery,
} from './image-resource.js';
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
export { getAccountRoute, getUsageRoute } from './routes/account.routes.js';
export { routes } from './routes/all-routes.js';
export {
  cancelGenerationRoute,
  createGenerationRoute,
  followGenerationRoute,
  generateImageRoute,
  getGenerationRoute,
  listGenerationsRoute,
} from './routes/generation.routes.js';
export { deleteImageRoute, getImageRoute, listImagesRoute } from './routes/image.routes.js';
export {
  openAiEditRoute,
  openAiGenerateRoute,
  openAiModelRoute,
  openAiModelsRoute,
} from './routes/openai.routes.js';
export {
  type Access,
  type Example,
  type Method,
  type Route,
  type RouteAnswer,
  route,
  successStatus,
} from './routes/route.js';
export {
  docsBundleRoute,
  docsRoute,
  docsScriptRoute,
  livezRoute,
  openapiRoute,
  readyzRoute,
} from './routes/service.routes.js';
export {
  createWebhookRoute,
  deleteWebhookRoute,
  getDefaultWebhookSecretRoute,
  getWebhookDeliveryRoute,
  getWebhookRoute,
  listWebhookDeliveriesRoute,
  listWebhooksRoute,
  replayWebhookDeliveryRoute,
  rotateDefaultWebhookSecretRoute,
  rotateWebhookSecretRoute,
  testWebhookRoute,
  updateWebhookRoute,
} from './routes/webhook.routes.js';
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
  type UsagePeriodResource,
  type UsageQuery,
  type UsageReport,
  type UsageSumsResource,
  usageBuckets,
  usageGroup,
  usageGroupings,
  usagePeriod,
  usageQuery,
  usageReport,
  usageSums,
} from './usage.js';
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
  deliveredEventTypes,
  type ListWebhookDeliveries,
  listWebhookDeliveries,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookDeliveryDetails,
  type WebhookDeliveryPage,
  type WebhookDeliveryStatusName,
  webhookAttempt,
  webhookDelivery,
  webhookDeliveryDetails,
  webhookDeliveryPage,
  webhookDeliveryStatuses,
  webhookTestEventType,
} from './webhook-delivery.js';
export {
  type CreateWebhookParameters,
  type CreateWebhookRequest,
  createWebhook,
  type DefaultWebhookSecret,
  defaultWebhookSecret,
  type RotateWebhookSecretParameters,
  type RotateWebhookSecretRequest,
  rotateWebhookSecret,
  type UpdateWebhookParameters,
  type UpdateWebhookRequest,
  updateWebhook,
  type WebhookList,
  type WebhookResource,
  type WebhookWithSecret,
  webhookList,
  webhookResource,
  webhookWithSecret,
} from './webhook-endpoint.js';
export {
  type GenerationEventData,
  generationEvent,
  generationEventData,
  type QuotaWarningData,
  quotaWarningData,
  quotaWarningEvent,
  type WebhookEvent,
  type WebhookEventData,
  webhookDisabledEvent,
  webhookEventData,
  webhookEvents,
  webhookHeaders,
  webhookTestEvent,
} from './webhook-event.js';
export {
  isWebhookEventType,
  maxWebhookUrlLength,
  type WebhookEventType,
  webhookEventTypes,
  webhookUrlFault,
} from './webhooks.js';
