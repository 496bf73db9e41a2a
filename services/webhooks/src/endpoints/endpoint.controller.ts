import type {
  CreateEndpointRequest,
  CreateEndpointResponse,
  DeleteEndpointRequest,
  DeleteEndpointResponse,
  GetDefaultSecretRequest,
  GetDefaultSecretResponse,
  GetEndpointRequest,
  GetEndpointResponse,
  ListEndpointsRequest,
  ListEndpointsResponse,
  RotateDefaultSecretRequest,
  RotateDefaultSecretResponse,
  RotateSecretRequest,
  RotateSecretResponse,
  SendTestEventRequest,
  SendTestEventResponse,
  UpdateEndpointRequest,
  UpdateEndpointResponse,
} from '@imageai/contracts/webhooks';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { checkAccountId } from '../checks.js';
import { SecretService } from '../secrets/secret.service.js';
import { EndpointService } from './endpoint.service.js';
import { TestEventService } from './test-event.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class EndpointController {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly secrets: SecretService,
    private readonly testEvents: TestEventService,
  ) {}

  @GrpcMethod('EndpointService', 'createEndpoint')
  createEndpoint(request: CreateEndpointRequest): Promise<CreateEndpointResponse> {
    return this.endpoints.create(request);
  }

  @GrpcMethod('EndpointService', 'getEndpoint')
  async getEndpoint({ accountId, endpointId }: GetEndpointRequest): Promise<GetEndpointResponse> {
    return { endpoint: await this.endpoints.get(accountId, endpointId) };
  }

  @GrpcMethod('EndpointService', 'listEndpoints')
  async listEndpoints({ accountId }: ListEndpointsRequest): Promise<ListEndpointsResponse> {
    return { endpoints: await this.endpoints.list(accountId) };
  }

  @GrpcMethod('EndpointService', 'updateEndpoint')
  async updateEndpoint(request: UpdateEndpointRequest): Promise<UpdateEndpointResponse> {
    return { endpoint: await this.endpoints.update(request) };
  }

  @GrpcMethod('EndpointService', 'rotateSecret')
  rotateSecret(request: RotateSecretRequest): Promise<RotateSecretResponse> {
    return this.endpoints.rotate(request);
  }

  @GrpcMethod('EndpointService', 'deleteEndpoint')
  async deleteEndpoint({ accountId, endpointId }: DeleteEndpointRequest): Promise<DeleteEndpointResponse> {
    await this.endpoints.delete(accountId, endpointId);
    return {};
  }

  @GrpcMethod('EndpointService', 'sendTestEvent')
  sendTestEvent(request: SendTestEventRequest): Promise<SendTestEventResponse> {
    return this.testEvents.send(request);
  }

  @GrpcMethod('EndpointService', 'getDefaultSecret')
  getDefaultSecret({ accountId }: GetDefaultSecretRequest): Promise<GetDefaultSecretResponse> {
    return this.secrets.showDefault(checkAccountId(accountId));
  }

  @GrpcMethod('EndpointService', 'rotateDefaultSecret')
  async rotateDefaultSecret(request: RotateDefaultSecretRequest): Promise<RotateDefaultSecretResponse> {
    const accountId = checkAccountId(request.accountId);
    // There is something to rotate from the start: what is signed until a first use would otherwise change with it.
    await this.secrets.showDefault(accountId);
    return this.secrets.rotate(accountId, accountId, request.overlapSeconds, request.idempotency);
  }
}
