import type { GetQueueOverviewResponse } from '@imageai/contracts/generation';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { QueueOverviewService } from './queue-overview.service.js';

@Controller()
@AllowCallers('operator')
export class QueueController {
  constructor(private readonly overview: QueueOverviewService) {}

  @GrpcMethod('QueueService', 'getQueueOverview')
  getQueueOverview(): Promise<GetQueueOverviewResponse> {
    return this.overview.get();
  }
}
