import type {
  GetBalanceRequest,
  GetBalanceResponse,
  ListLedgerEntriesRequest,
  ListLedgerEntriesResponse,
  RebuildBalanceRequest,
  RebuildBalanceResponse,
} from '@imageai/contracts/metering';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { UsageService } from './usage.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @GrpcMethod('UsageService', 'getBalance')
  getBalance(request: GetBalanceRequest): Promise<GetBalanceResponse> {
    return this.usage.balance(request);
  }

  @GrpcMethod('UsageService', 'listLedgerEntries')
  listLedgerEntries(request: ListLedgerEntriesRequest): Promise<ListLedgerEntriesResponse> {
    return this.usage.entries(request);
  }

  @GrpcMethod('UsageService', 'rebuildBalance')
  rebuildBalance(request: RebuildBalanceRequest): Promise<RebuildBalanceResponse> {
    return this.usage.rebuild(request);
  }
}
