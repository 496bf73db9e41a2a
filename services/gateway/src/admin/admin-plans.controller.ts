import {
  type AdminPlan,
  type AdminPlanList,
  adminListPlansRoute,
  adminSetPlanLimitsRoute,
  type LimitParameters,
} from '@imageai/api/admin';
import { Body, Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { AdminPlansService } from './admin-plans.service.js';

@Controller()
export class AdminPlansController {
  constructor(private readonly plans: AdminPlansService) {}

  @Serves(adminListPlansRoute)
  list(): Promise<AdminPlanList> {
    return this.plans.list();
  }

  @Serves(adminSetPlanLimitsRoute)
  setLimits(
    @Req() { call }: Pick<FastifyRequest, 'call'>,
    @Param('name') name: string,
    @Body() body: LimitParameters,
  ): Promise<AdminPlan> {
    return this.plans.setLimits(call, name, body);
  }
}
