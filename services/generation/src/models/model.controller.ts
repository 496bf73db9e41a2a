import type { ListModelsResponse, RegisterModelsRequest, RegisterModelsResponse } from '@imageai/contracts/generation';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { ModelService } from './model.service.js';

@Controller()
export class ModelController {
  constructor(private readonly models: ModelService) {}

  @GrpcMethod('ModelService', 'registerModels')
  @AllowCallers('inference')
  registerModels(request: RegisterModelsRequest): Promise<RegisterModelsResponse> {
    return this.models.register(request);
  }

  @GrpcMethod('ModelService', 'listModels')
  @AllowCallers('gateway', 'operator', 'inference')
  listModels(): Promise<ListModelsResponse> {
    return this.models.list();
  }
}
