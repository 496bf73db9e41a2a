import type { ListAuditEntriesRequest, ListAuditEntriesResponse } from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { Authorized } from '../authorization/authorized.js';
import { AuditService } from './audit.service.js';

@Controller()
@AllowCallers('operator', 'gateway')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @GrpcMethod('AuditService', 'listAuditEntries')
  @Authorized('audit.list')
  listAuditEntries(request: ListAuditEntriesRequest): Promise<ListAuditEntriesResponse> {
    return this.audit.list(request);
  }
}
