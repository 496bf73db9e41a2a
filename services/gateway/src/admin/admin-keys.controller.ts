import type { KeyList, KeyReport, KeyResource, ReportKeyParameters } from '@imageai/api';
import { adminListKeysRoute, adminReportKeyRoute, adminRevokeKeyRoute } from '@imageai/api/admin';
import { Body, Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Serves } from '../http/serves.js';
import { AdminKeysService } from './admin-keys.service.js';

type Request = Pick<FastifyRequest, 'call'>;

@Controller()
export class AdminKeysController {
  constructor(private readonly keys: AdminKeysService) {}

  @Serves(adminListKeysRoute)
  list(@Req() { call }: Request, @Param('id') id: string): Promise<KeyList> {
    return this.keys.list(call, id);
  }

  @Serves(adminRevokeKeyRoute)
  revoke(@Req() { call }: Request, @Param('id') id: string, @Param('key_id') keyId: string): Promise<KeyResource> {
    return this.keys.revoke(call, id, keyId);
  }

  @Serves(adminReportKeyRoute)
  report(@Req() { call }: Request, @Body() body: ReportKeyParameters): Promise<KeyReport> {
    return this.keys.report(call, body);
  }
}
