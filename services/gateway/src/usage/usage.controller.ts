import { getUsageRoute, type UsageQuery, type UsageReport } from '@imageai/api';
import { Controller, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { UsageService } from './usage.service.js';

@Controller()
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Serves(getUsageRoute)
  get(@Req() { call }: Pick<FastifyRequest, 'call'>, @Query() query: UsageQuery): Promise<UsageReport> {
    return this.usage.report(call.caller.accountId, query);
  }
}
