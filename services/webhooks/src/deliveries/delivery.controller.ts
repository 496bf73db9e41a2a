import type {
  GetDeliveryRequest,
  GetDeliveryResponse,
  ListDeliveriesRequest,
  ListDeliveriesResponse,
  ReplayDeliveryRequest,
  ReplayDeliveryResponse,
} from '@imageai/contracts/webhooks';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { DeliveryService } from './delivery.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class DeliveryController {
  constructor(private readonly deliveries: DeliveryService) {}

  @GrpcMethod('DeliveryService', 'listDeliveries')
  listDeliveries(request: ListDeliveriesRequest): Promise<ListDeliveriesResponse> {
    return this.deliveries.list(request);
  }

  @GrpcMethod('DeliveryService', 'getDelivery')
  getDelivery(request: GetDeliveryRequest): Promise<GetDeliveryResponse> {
    return this.deliveries.show(request);
  }

  @GrpcMethod('DeliveryService', 'replayDelivery')
  async replayDelivery(request: ReplayDeliveryRequest): Promise<ReplayDeliveryResponse> {
    return { delivery: await this.deliveries.replay(request) };
  }
}
