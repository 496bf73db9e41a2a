export type {
  AcceptedGeneration,
  AccountResource,
  AuditEntryResource,
  AuditPage,
  ChangePasswordParameters,
  CreateGenerationRequest,
  CreateKeyRequest,
  CreateWebhookRequest,
  CurrentSession,
  DefaultWebhookSecret,
  DeletedAccount,
  ErrorDetails,
  FailedImage,
  GenerateImageRequest,
  GenerateImageResponse,
  GenerationPage,
  GenerationResource,
  GenerationStatusName,
  ImageObject,
  ImagePage,
  ImageResource,
  InvitationResource,
  InviteMemberParameters,
  JoinAsNewcomerParameters,
  JoinAsUserParameters,
  KeyReport,
  KeyResource,
  KeyWithSecret,
  ListAuditEntriesQuery,
  ListGenerationsQuery,
  ListImagesQuery,
  ListWebhookDeliveries,
  MemberResource,
  MemberRoleName,
  MembershipResource,
  OpenAiModel as Model,
  ReportKeyRequest,
  RequestPasswordResetParameters,
  ResetPasswordParameters,
  RevokedSessions,
  RotateKeyRequest,
  RotateWebhookSecretRequest,
  SessionResource,
  SetAccountParameters,
  SignInParameters,
  SignUpParameters,
  UpdateWebhookRequest,
  UsageQuery,
  UsageReport,
  VerifyEmailParameters,
  WebhookDelivery,
  WebhookDeliveryDetails,
  WebhookDeliveryPage,
  WebhookEvent,
  WebhookEventType,
  WebhookResource,
  WebhookWithSecret,
} from '@imageai/api';
export {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  ContentProhibitedError,
  ImageAIError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  QuotaExceededError,
  RateLimitError,
  ServerError,
  TimeoutError,
  WebhookVerificationError,
} from './errors.js';
export type { StreamOptions } from './events/follow-generation.js';
export {
  type EndEvent,
  type GenerationEvent,
  isTerminal,
  type ProgressEvent,
  type QueuedEvent,
  type RunningEvent,
  type TerminalStatus,
} from './events/generation-event.js';
export { ImageAI } from './image-ai.js';
export type { ImageAIOptions, MakingOptions, PageSession, RequestOptions } from './options.js';
export type { Account } from './resources/account.js';
export type { AuditLog } from './resources/audit-log.js';
export type { Auth } from './resources/auth.js';
export type { Generations } from './resources/generations.js';
export type { Images } from './resources/images.js';
export type { Invitations } from './resources/invitations.js';
export type { Keys } from './resources/keys.js';
export type { Members } from './resources/members.js';
export type { Models } from './resources/models.js';
export type { WaitOptions } from './resources/wait-for-generation.js';
export type { WebhookDeliveries } from './resources/webhook-deliveries.js';
export type { Webhooks } from './resources/webhooks.js';
export {
  type VerificationOptions,
  verifyWebhook,
  type WebhookHeaders,
} from './webhooks/verify-webhook.js';
