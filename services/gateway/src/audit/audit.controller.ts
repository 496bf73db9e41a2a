import { type AuditPage, type ListAuditEntriesQuery, listAuditEntriesRoute } from '@imageai/api';
import { Controller, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { AuditService } from './audit.service.js';

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Serves(listAuditEntriesRoute)
  list(@Req() { call }: Pick<FastifyRequest, 'call'>, @Query() query: ListAuditEntriesQuery): Promise<AuditPage> {
    return this.audit.list(call, query);
  }
}
