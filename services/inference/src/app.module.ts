import type { ImageEngine } from '@imageai/diffusion';
import type { Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { ModelRegistration } from './models/model-registration.service.js';
import { ProgressPublisher } from './progress/progress-publisher.service.js';
import { LanePuller } from './queue/lane-puller.js';
import { ImageUploader } from './storage/image-uploader.service.js';
import { InputReader } from './storage/input-reader.service.js';
import {
  CONFIG,
  ENGINE,
  IMAGES_CLIENT,
  type ImagesClient,
  INPUTS_CLIENT,
  type InputsClient,
  LOGGER,
  MESSAGING,
  MODELS_CLIENT,
  type ModelsClient,
  REPORTS_CLIENT,
  type ReportsClient,
  WORKER_ID,
} from './tokens.js';
import { HeldImages } from './work/held-images.service.js';
import { ImageMaker } from './work/image-maker.service.js';
import { Reports } from './work/reports.service.js';
import { Worker, type WorkerConfig } from './work/worker.service.js';

export interface AppDependencies {
  readonly config: WorkerConfig;
  readonly logger: Logger;
  readonly messaging: Messaging;
  readonly engine: ImageEngine;
  /** Names this process; new at each start. */
  readonly workerId: string;
  readonly reports: ReportsClient;
  readonly models: ModelsClient;
  readonly images: ImagesClient;
  readonly inputs: InputsClient;
}

@Module({})
export class AppModule {
  static register(dependencies: AppDependencies): DynamicModule {
    return {
      module: AppModule,
      providers: [
        { provide: CONFIG, useValue: dependencies.config },
        { provide: LOGGER, useValue: dependencies.logger },
        { provide: MESSAGING, useValue: dependencies.messaging },
        { provide: ENGINE, useValue: dependencies.engine },
        { provide: WORKER_ID, useValue: dependencies.workerId },
        { provide: REPORTS_CLIENT, useValue: dependencies.reports },
        { provide: MODELS_CLIENT, useValue: dependencies.models },
        { provide: IMAGES_CLIENT, useValue: dependencies.images },
        { provide: INPUTS_CLIENT, useValue: dependencies.inputs },
        LanePuller,
        ModelRegistration,
        HeldImages,
        Reports,
        ImageUploader,
        InputReader,
        ProgressPublisher,
        ImageMaker,
        Worker,
      ],
    };
  }
}
