import {
  type AdminAuditPage,
  adminAuditRoute,
  adminModerationRoute,
  adminOpenapiRoute,
  adminOperatorRoute,
  adminRoutes,
  type ListAllAuditEntriesQuery,
  type ModerationOverview,
  type OperatorResource,
} from '@imageai/api/admin';
import { Controller, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { type OpenApiDocument, openApiDocument } from '../openapi/document.js';
import { adminApi } from './admin-about.js';
import { ServiceOverview } from './service-overview.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class AdminServiceController {
  private readonly openapi = openApiDocument(adminRoutes, adminApi);

  constructor(private readonly service: ServiceOverview) {}

  @Serves(adminOperatorRoute)
  operator(@Req() { call }: Request): OperatorResource {
    return this.service.operator(call);
  }

  @Serves(adminAuditRoute)
  audit(@Req() { call }: Request, @Query() query: ListAllAuditEntriesQuery): Promise<AdminAuditPage> {
    return this.service.audit(call, query);
  }

  @Serves(adminModerationRoute)
  moderation(): ModerationOverview {
    return this.service.moderation();
  }

  @Serves(adminOpenapiRoute)
  document(): OpenApiDocument {
    return this.openapi;
  }
}
