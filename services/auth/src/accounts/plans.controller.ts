import type { ListPlansResponse, SetPlanLimitsRequest, SetPlanLimitsResponse } from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
import { Authorized } from '../authorization/authorized.js';
import { PlansService } from './plans.service.js';

@Controller()
@AllowCallers('operator', 'gateway')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @GrpcMethod('AccountService', 'listPlans')
  @Authorized('plan.list')
  async listPlans(): Promise<ListPlansResponse> {
    return { plans: await this.plans.list() };
  }

  @GrpcMethod('AccountService', 'setPlanLimits')
  @Authorized('plan.set_limits')
  setPlanLimits(@Payload() request: SetPlanLimitsRequest, @By() acting: Acting): Promise<SetPlanLimitsResponse> {
    return this.plans.setLimits(request, acting);
  }
}
