import type {
  ListAuditEntriesRequest,
  ListAuditEntriesResponse,
  RecordActRequest,
  RecordActResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
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

  @GrpcMethod('AuditService', 'recordAct')
  @AllowCallers('operator')
  @Authorized('audit.record')
  async recordAct(@Payload() request: RecordActRequest, @By() acting: Acting): Promise<RecordActResponse> {
    await this.audit.record(request, acting);
    return {};
  }
}
