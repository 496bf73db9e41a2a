import {
  DeadLetterServiceService,
  GenerationServiceService,
  ModelServiceService,
  QueueServiceService,
  WorkerServiceService,
} from '@imageai/contracts/generation';
import type { Messaging } from '@imageai/messaging';
import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config.js';
import type { Database } from './db/schema.js';
import { DeadLetterController } from './dead-letters/dead-letter.controller.js';
import { DeadLetterRepository } from './dead-letters/dead-letter.repository.js';
import { DeadLetterService } from './dead-letters/dead-letter.service.js';
import { ChangePublisher } from './generations/change-publisher.js';
import { CreateRepository } from './generations/create.repository.js';
import { CreateService } from './generations/create.service.js';
import { CreateBatcher } from './generations/create-batcher.js';
import { DispatchRepository } from './generations/dispatch.repository.js';
import { Dispatcher } from './generations/dispatcher.js';
import { EndedRepository } from './generations/ended.repository.js';
import { EndedService } from './generations/ended.service.js';
import { GenerationController } from './generations/generation.controller.js';
import { GenerationRepository } from './generations/generation.repository.js';
import { GenerationService } from './generations/generation.service.js';
import { GenerationStore } from './generations/generation-store.js';
import { RecentSnapshots } from './generations/recent-snapshots.js';
import { IdempotencyController } from './idempotency/idempotency.controller.js';
import { IdempotencyRepository } from './idempotency/idempotency.repository.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { Catalogue } from './models/catalogue.js';
import { ModelController } from './models/model.controller.js';
import { ModelRepository } from './models/model.repository.js';
import { ModelService } from './models/model.service.js';
import { Topology } from './models/topology.js';
import { OutboxRepository } from './outbox/outbox.repository.js';
import { Relay } from './outbox/relay.js';
import { WorkStream } from './outbox/work-stream.js';
import { QueueController } from './queue/queue.controller.js';
import { Queue } from './queue/queue.js';
import { QueueRepository } from './queue/queue.repository.js';
import { QueueOverviewRepository } from './queue/queue-overview.repository.js';
import { QueueOverviewService } from './queue/queue-overview.service.js';
import { AccountGenerations } from './removal/account-generations.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import { LossFinder } from './sweeper/loss-finder.js';
import { Preparation } from './sweeper/preparation.js';
import { SweepRepository } from './sweeper/sweep.repository.js';
import { Sweeper } from './sweeper/sweeper.js';
import { CLOCK, type Clock, CONFIG, DATABASE, LOGGER, MESSAGING, systemClock } from './tokens.js';
import { ChangeNotifier } from './watch/change-notifier.js';
import { WatchService } from './watch/watch.service.js';
import { WorkerController } from './workers/worker.controller.js';
import { WorkerRepository } from './workers/worker.repository.js';
import { WorkerService } from './workers/worker.service.js';

export interface AppOptions {
  readonly config: Config;
  readonly database: Database;
  readonly messaging: Messaging;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** What this service answers, by full name. */
export const rpcServices = {
  'imageai.generation.v1.GenerationService': GenerationServiceService,
  'imageai.generation.v1.ModelService': ModelServiceService,
  'imageai.generation.v1.WorkerService': WorkerServiceService,
  'imageai.generation.v1.DeadLetterService': DeadLetterServiceService,
  'imageai.generation.v1.QueueService': QueueServiceService,
};

@Module({})
export class AppModule {
  static register({ config, database, messaging, logger, clock = systemClock }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        GenerationController,
        IdempotencyController,
        ModelController,
        WorkerController,
        DeadLetterController,
        QueueController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: DATABASE, useValue: database },
        { provide: MESSAGING, useValue: messaging },
        { provide: LOGGER, useValue: logger },
        { provide: CLOCK, useValue: clock },
        Catalogue,
        ChangeNotifier,
        ChangePublisher,
        CreateBatcher,
        CreateRepository,
        CreateService,
        DeadLetterRepository,
        DeadLetterService,
        DispatchRepository,
        Dispatcher,
        RecentSnapshots,
        EndedRepository,
        EndedService,
        GenerationRepository,
        GenerationService,
        GenerationStore,
        IdempotencyRepository,
        IdempotencyService,
        LossFinder,
        ModelRepository,
        ModelService,
        OutboxRepository,
        Preparation,
        Queue,
        QueueOverviewRepository,
        QueueOverviewService,
        QueueRepository,
        Relay,
        AccountGenerations,
        RemovalRepository,
        SweepRepository,
        Sweeper,
        Topology,
        WatchService,
        WorkerRepository,
        WorkerService,
        WorkStream,
      ],
    };
  }
}
