import type {
  CancelGenerationRequest,
  CancelGenerationResponse,
  CreateGenerationRequest,
  CreateGenerationResponse,
  FindGenerationsRequest,
  FindGenerationsResponse,
  GetGenerationRequest,
  GetGenerationResponse,
  ListEndedGenerationsRequest,
  ListEndedGenerationsResponse,
  ListGenerationsRequest,
  ListGenerationsResponse,
  ListQueueEstimatesResponse,
  WatchGenerationRequest,
  WatchGenerationResponse,
} from '@imageai/contracts/generation';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import { Queue } from '../queue/queue.js';
import { WatchService } from '../watch/watch.service.js';
import { CreateService } from './create.service.js';
import { EndedService } from './ended.service.js';
import { GenerationService } from './generation.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class GenerationController {
  constructor(
    private readonly creating: CreateService,
    private readonly generations: GenerationService,
    private readonly ended: EndedService,
    private readonly watching: WatchService,
    private readonly queue: Queue,
  ) {}

  @GrpcMethod('GenerationService', 'createGeneration')
  @AllowCallers('gateway')
  createGeneration(request: CreateGenerationRequest): Promise<CreateGenerationResponse> {
    return this.creating.create(request);
  }

  @GrpcMethod('GenerationService', 'getGeneration')
  async getGeneration(request: GetGenerationRequest): Promise<GetGenerationResponse> {
    return { generation: await this.generations.get(request) };
  }

  @GrpcMethod('GenerationService', 'listGenerations')
  listGenerations(request: ListGenerationsRequest): Promise<ListGenerationsResponse> {
    return this.generations.list(request);
  }

  @GrpcMethod('GenerationService', 'cancelGeneration')
  async cancelGeneration(request: CancelGenerationRequest): Promise<CancelGenerationResponse> {
    return { generation: await this.generations.cancel(request) };
  }

  @GrpcMethod('GenerationService', 'watchGeneration')
  watchGeneration(request: WatchGenerationRequest): Observable<WatchGenerationResponse> {
    return this.watching.watch(request);
  }

  @GrpcMethod('GenerationService', 'listQueueEstimates')
  listQueueEstimates(): ListQueueEstimatesResponse {
    return { estimates: this.queue.estimates() };
  }

  @GrpcMethod('GenerationService', 'findGenerations')
  @AllowCallers('metering', 'operator')
  async findGenerations(request: FindGenerationsRequest): Promise<FindGenerationsResponse> {
    return { generationIds: await this.generations.find(request) };
  }

  @GrpcMethod('GenerationService', 'listEndedGenerations')
  @AllowCallers('metering', 'operator')
  listEndedGenerations(request: ListEndedGenerationsRequest): Promise<ListEndedGenerationsResponse> {
    return this.ended.list(request);
  }
}
