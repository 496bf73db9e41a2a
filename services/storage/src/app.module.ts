import { ImageServiceService, InputServiceService } from '@imageai/contracts/storage';
import { ImageUrlSignatures } from '@imageai/image-urls';
import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import type { ImageBackend } from './backend/image-backend.js';
import { CdnServer } from './cdn/cdn-server.js';
import { PublicFilesService } from './cdn/public-files.service.js';
import { SignedAccess } from './cdn/signed-access.js';
import type { Config } from './config.js';
import { openCredentials } from './credentials/content-credentials.js';
import type { Database } from './db/schema.js';
import { ImageEncoder } from './images/image-encoder.js';
import { ImageFiles } from './images/image-files.service.js';
import { ImageRemoval } from './images/image-removal.service.js';
import { ImagesController } from './images/images.controller.js';
import { ImagesRepository } from './images/images.repository.js';
import { ImagesService } from './images/images.service.js';
import { InputsController } from './inputs/inputs.controller.js';
import { InputsRepository } from './inputs/inputs.repository.js';
import { InputsService } from './inputs/inputs.service.js';
import { PictureReader } from './inputs/picture-reader.js';
import { MovingService } from './moving/moving.service.js';
import { AccountImages } from './removal/account-images.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import { RenditionsRepository } from './renditions/renditions.repository.js';
import { RenditionsService } from './renditions/renditions.service.js';
import { RetentionRepository } from './retention/retention.repository.js';
import { RetentionService } from './retention/retention.service.js';
import { BACKEND, CLOCK, type Clock, CONFIG, CREDENTIALS, DATABASE, LOGGER } from './tokens.js';

export interface AppDependencies {
  readonly config: Pick<
    Config,
    | 'C2PA_CERTIFICATE'
    | 'C2PA_PRIVATE_KEY'
    | 'IMAGE_URL_KEYS'
    | 'MAX_IMAGE_PIXELS'
    | 'RENDITION_CONCURRENCY'
    | 'RENDITION_QUEUE'
  >;
  readonly logger: Logger;
  readonly database: Database;
  readonly backend: ImageBackend;
  readonly clock?: Clock;
}

/** What this service answers, by full name. */
export const rpcServices = {
  'imageai.storage.v1.ImageService': ImageServiceService,
  'imageai.storage.v1.InputService': InputServiceService,
};

@Module({})
export class AppModule {
  static register({ config, logger, database, backend, clock }: AppDependencies): DynamicModule {
    return {
      module: AppModule,
      controllers: [ImagesController, InputsController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: DATABASE, useValue: database },
        { provide: BACKEND, useValue: backend },
        { provide: CLOCK, useValue: clock ?? { now: () => new Date() } },
        {
          provide: CREDENTIALS,
          inject: [CLOCK],
          useFactory: (clock: Clock) => openCredentials(config, clock, logger),
        },
        { provide: ImageUrlSignatures, useValue: new ImageUrlSignatures(config.IMAGE_URL_KEYS) },
        ImageEncoder,
        ImagesRepository,
        ImagesService,
        ImageFiles,
        ImageRemoval,
        RenditionsRepository,
        RenditionsService,
        InputsRepository,
        InputsService,
        PictureReader,
        RetentionRepository,
        RetentionService,
        MovingService,
        RemovalRepository,
        AccountImages,
        SignedAccess,
        PublicFilesService,
        CdnServer,
      ],
    };
  }
}
