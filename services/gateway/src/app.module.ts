import { ImageUrls } from '@imageai/image-urls';
import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { accountsControllers, accountsProviders } from './accounts/accounts.parts.js';
import { AdmissionService } from './admission/admission.service.js';
import { Authenticator } from './auth/authenticator.js';
import { KeyVerifier } from './auth/key-verifier.js';
import { SameOrigin } from './auth/same-origin.js';
import { SessionCookies } from './auth/session-cookies.js';
import { SessionVerifier } from './auth/session-verifier.js';
import type { Config } from './config.js';
import { DocsController } from './docs/docs.controller.js';
import { Drain } from './drain/drain.js';
import { EventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';
import { GenerationChannels } from './events/generation-channels.js';
import { GenerateImageController } from './generate-image/generate-image.controller.js';
import { GenerateImageService } from './generate-image/generate-image.service.js';
import { GenerationsController } from './generations/generations.controller.js';
import { GenerationsService } from './generations/generations.service.js';
import { HealthController, type Readiness } from './health/health.controller.js';
import { Idempotency } from './idempotency/idempotency.service.js';
import { KeptImages } from './idempotency/kept-images.js';
import { ImageFiles } from './images/image-files.service.js';
import { ImagesController } from './images/images.controller.js';
import { ImagesService } from './images/images.service.js';
import { Acceptor } from './jobs/acceptor.service.js';
import { GenerationWatcher } from './jobs/generation-watcher.js';
import { JobCreation } from './jobs/job-creation.service.js';
import { QueueEstimates } from './jobs/queue-estimates.js';
import { SourceAcceptor } from './jobs/source-acceptor.service.js';
import { SourceInputs } from './jobs/source-inputs.service.js';
import { SynchronousWait } from './jobs/synchronous-wait.js';
import { ModelCatalogue } from './models/model-catalogue.js';
import { type Judges, ModerationService } from './moderation/moderation.service.js';
import { openAiControllers, openAiProviders } from './openai/openai.parts.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { AuthPeer } from './peers/auth-peer.js';
import type { Peers } from './peers/peers.js';
import { ProgressFeed } from './progress/progress-feed.js';
import type { ProgressSource } from './progress/progress-source.js';
import { sessionsControllers, sessionsProviders } from './sessions/sessions.parts.js';
import {
  ACCOUNTS,
  ADMISSION,
  AUDIT,
  AUTH,
  CONFIG,
  DELIVERIES,
  ENDPOINTS,
  GENERATION,
  IMAGES,
  INPUTS,
  KEYS,
  LOGGER,
  MEMBERS,
  MODELS,
  MODERATION,
  PROGRESS,
  READINESS,
  SESSIONS,
  USAGE,
  USERS,
} from './tokens.js';
import { usageControllers, usageProviders } from './usage/usage.parts.js';
import { webhooksControllers, webhooksProviders } from './webhooks/webhooks.parts.js';

export interface AppParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly peers: Omit<Peers, 'checks' | 'close'>;
  readonly progress: ProgressSource;
  readonly judges: Judges;
  readonly readiness: Readiness;
}

@Module({
  controllers: [
    GenerateImageController,
    GenerationsController,
    EventsController,
    ImagesController,
    ...openAiControllers,
    ...webhooksControllers,
    ...usageControllers,
    ...accountsControllers,
    ...sessionsControllers,
    OpenApiController,
    DocsController,
    HealthController,
  ],
  providers: [
    KeyVerifier,
    SameOrigin,
    SessionCookies,
    SessionVerifier,
    Authenticator,
    AuthPeer,
    AdmissionService,
    Acceptor,
    Idempotency,
    JobCreation,
    KeptImages,
    QueueEstimates,
    SourceAcceptor,
    SourceInputs,
    GenerationsService,
    GenerationWatcher,
    GenerationChannels,
    EventsService,
    GenerateImageService,
    SynchronousWait,
    ModelCatalogue,
    ProgressFeed,
    ModerationService,
    ImageFiles,
    ImagesService,
    ...openAiProviders,
    ...webhooksProviders,
    ...usageProviders,
    ...accountsProviders,
    ...sessionsProviders,
    Drain,
  ],
})
export class AppModule {
  static register({ config, logger, peers, progress, judges, readiness }: AppParts): DynamicModule {
    return {
      module: AppModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: ImageUrls, useValue: new ImageUrls(config) },
        { provide: LOGGER, useValue: logger },
        { provide: AUTH, useValue: peers.auth },
        { provide: ACCOUNTS, useValue: peers.accounts },
        { provide: AUDIT, useValue: peers.audit },
        { provide: KEYS, useValue: peers.keys },
        { provide: MEMBERS, useValue: peers.members },
        { provide: SESSIONS, useValue: peers.sessions },
        { provide: USERS, useValue: peers.users },
        { provide: ADMISSION, useValue: peers.admission },
        { provide: GENERATION, useValue: peers.generation },
        { provide: MODELS, useValue: peers.models },
        { provide: PROGRESS, useValue: progress },
        { provide: MODERATION, useValue: judges },
        { provide: IMAGES, useValue: peers.images },
        { provide: INPUTS, useValue: peers.inputs },
        { provide: ENDPOINTS, useValue: peers.endpoints },
        { provide: DELIVERIES, useValue: peers.deliveries },
        { provide: USAGE, useValue: peers.usage },
        { provide: READINESS, useValue: readiness },
      ],
    };
  }
}
