import type {
  CreateAccountRequest,
  CreateAccountResponse,
  GetAccountRequest,
  GetAccountResponse,
  ListPlansResponse,
  SetPlanRequest,
  SetPlanResponse,
  SetSuspendedRequest,
  SetSuspendedResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { AccountsService } from './accounts.service.js';

@Controller()
@AllowCallers('operator', 'gateway')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @GrpcMethod('AccountService', 'createAccount')
  async createAccount(request: CreateAccountRequest): Promise<CreateAccountResponse> {
    return { account: await this.accounts.create(request) };
  }

  @GrpcMethod('AccountService', 'getAccount')
  async getAccount({ accountId }: GetAccountRequest): Promise<GetAccountResponse> {
    return { account: await this.accounts.get(accountId) };
  }

  @GrpcMethod('AccountService', 'setPlan')
  async setPlan(request: SetPlanRequest): Promise<SetPlanResponse> {
    return { account: await this.accounts.setPlan(request) };
  }

  @GrpcMethod('AccountService', 'setSuspended')
  async setSuspended({ accountId, suspended }: SetSuspendedRequest): Promise<SetSuspendedResponse> {
    return { account: await this.accounts.setSuspended(accountId, suspended) };
  }

  @GrpcMethod('AccountService', 'listPlans')
  async listPlans(): Promise<ListPlansResponse> {
    return { plans: await this.accounts.plans() };
  }
}
