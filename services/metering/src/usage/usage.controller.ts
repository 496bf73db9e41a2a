import type {
  CheckBooksRequest,
  CheckBooksResponse,
  GetBalanceRequest,
  GetBalanceResponse,
  GetUsageRequest,
  GetUsageResponse,
  ListLedgerEntriesRequest,
  ListLedgerEntriesResponse,
  RebuildBalanceRequest,
  RebuildBalanceResponse,
  RebuildUsageRequest,
  RebuildUsageResponse,
} from '@imageai/contracts/metering';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { BooksService } from '../checking/books.service.js';
import { RollupService } from './rollup.service.js';
import { UsageService } from './usage.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly rollups: RollupService,
    private readonly books: BooksService,
  ) {}

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

  @GrpcMethod('UsageService', 'getUsage')
  getUsage(request: GetUsageRequest): Promise<GetUsageResponse> {
    return this.rollups.usage(request);
  }

  @GrpcMethod('UsageService', 'rebuildUsage')
  @AllowCallers('operator')
  rebuildUsage(request: RebuildUsageRequest): Promise<RebuildUsageResponse> {
    return this.rollups.rebuild(request);
  }

  @GrpcMethod('UsageService', 'checkBooks')
  @AllowCallers('operator')
  checkBooks(request: CheckBooksRequest): Promise<CheckBooksResponse> {
    return this.books.check(request);
  }
}
