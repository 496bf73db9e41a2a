import type {
  ConfirmDeletionRequest,
  ConfirmDeletionResponse,
  DeleteAccountRequest,
  DeleteAccountResponse,
  GetDeletionReportRequest,
  GetDeletionReportResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
import { Authorized } from '../authorization/authorized.js';
import { DeletionService } from './deletion.service.js';
import { deletionParties } from './deletions.repository.js';

@Controller()
@AllowCallers('operator', 'gateway')
export class DeletionController {
  constructor(private readonly deletion: DeletionService) {}

  @GrpcMethod('AccountService', 'deleteAccount')
  @Authorized('account.delete')
  deleteAccount(@Payload() request: DeleteAccountRequest, @By() acting: Acting): Promise<DeleteAccountResponse> {
    return this.deletion.delete(request, acting);
  }

  @GrpcMethod('AccountService', 'confirmDeletion')
  @AllowCallers(...deletionParties)
  @Authorized('account.confirm_deletion')
  async confirmDeletion(
    @Payload() request: ConfirmDeletionRequest,
    @By() acting: Acting,
  ): Promise<ConfirmDeletionResponse> {
    await this.deletion.confirm(request, acting);
    return {};
  }

  @GrpcMethod('AccountService', 'getDeletionReport')
  @Authorized('account.deletion_report')
  getDeletionReport({ accountId }: GetDeletionReportRequest): Promise<GetDeletionReportResponse> {
    return this.deletion.report(accountId);
  }
}
