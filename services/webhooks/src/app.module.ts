import { DeliveryServiceService, EndpointServiceService } from '@imageai/contracts/webhooks';
import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Clock, systemClock } from './clock.js';
import type { Config } from './config.js';
import type { Database } from './db/schema.js';
import { DeliveryController } from './deliveries/delivery.controller.js';
import { DeliveryRepository } from './deliveries/delivery.repository.js';
import { DeliveryService } from './deliveries/delivery.service.js';
import { ClaimRepository } from './dispatch/claim.repository.js';
import { DeliveryAttempt } from './dispatch/delivery-attempt.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { EndpointHealth } from './dispatch/endpoint-health.js';
import { HealthRepository } from './dispatch/health.repository.js';
import { OutcomeRepository } from './dispatch/outcome.repository.js';
import { OutcomeRecorder } from './dispatch/outcome-recorder.js';
import { ReceiverService } from './dispatch/receiver.service.js';
import { EgressPolicy } from './egress/egress-policy.js';
import { nameServers, type Resolve } from './egress/resolve.js';
import { EndpointController } from './endpoints/endpoint.controller.js';
import { EndpointRepository } from './endpoints/endpoint.repository.js';
import { EndpointService } from './endpoints/endpoint.service.js';
import { TestEventService } from './endpoints/test-event.service.js';
import { EventRepository } from './events/event.repository.js';
import { EventService } from './events/event.service.js';
import { AccountWebhooks } from './removal/account-webhooks.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import { SecretRepository } from './secrets/secret.repository.js';
import { SecretService } from './secrets/secret.service.js';
import { SecretBox } from './secrets/secret-box.js';
import { Sender } from './sending/sender.js';
import { RetentionRepository } from './sweeping/retention.repository.js';
import { RetentionService } from './sweeping/retention.service.js';
import { CLOCK, CONFIG, DATABASE, LOGGER, RESOLVE } from './tokens.js';

export interface AppOptions {
  readonly config: Config;
  readonly database: Database;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly resolve?: Resolve;
}

/** What this service answers, by full name. */
export const rpcServices = {
  'imageai.webhooks.v1.EndpointService': EndpointServiceService,
  'imageai.webhooks.v1.DeliveryService': DeliveryServiceService,
};

@Module({})
export class AppModule {
  static register({ config, database, logger, clock = systemClock, resolve }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      controllers: [DeliveryController, EndpointController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: DATABASE, useValue: database },
        { provide: LOGGER, useValue: logger },
        { provide: CLOCK, useValue: clock },
        { provide: RESOLVE, useValue: resolve ?? nameServers(config.ATTEMPT_TIMEOUT_MS) },
        ClaimRepository,
        DeliveryAttempt,
        DeliveryRepository,
        DeliveryService,
        Dispatcher,
        EgressPolicy,
        EndpointHealth,
        EndpointRepository,
        EndpointService,
        EventRepository,
        EventService,
        HealthRepository,
        OutcomeRecorder,
        OutcomeRepository,
        ReceiverService,
        RemovalRepository,
        AccountWebhooks,
        RetentionRepository,
        RetentionService,
        SecretBox,
        SecretRepository,
        SecretService,
        Sender,
        TestEventService,
      ],
    };
  }
}
