import { DeliveryServiceService, EndpointServiceService } from '@imageai/contracts/webhooks';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Database } from './db/schema.js';
import { EventRepository } from './events/event.repository.js';
import { EventService } from './events/event.service.js';
import { DATABASE } from './tokens.js';

/** Announced, and answered with UNIMPLEMENTED: no controller takes them yet. */
export const rpcServices = {
  'imageai.webhooks.v1.EndpointService': EndpointServiceService,
  'imageai.webhooks.v1.DeliveryService': DeliveryServiceService,
};

@Module({})
export class AppModule {
  static register(database: Database): DynamicModule {
    return {
      module: AppModule,
      providers: [{ provide: DATABASE, useValue: database }, EventRepository, EventService],
    };
  }
}
