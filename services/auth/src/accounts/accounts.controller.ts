import type {
  CreateAccountRequest,
  CreateAccountResponse,
  GetAccountRequest,
  GetAccountResponse,
  ListAccountsRequest,
  ListAccountsResponse,
  SetImageSettingsRequest,
  SetImageSettingsResponse,
  SetOverridesRequest,
  SetOverridesResponse,
  SetPlanRequest,
  SetPlanResponse,
  SetPrivateImagesRequest,
  SetPrivateImagesResponse,
  SetSuspendedRequest,
  SetSuspendedResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
import { Authorized } from '../authorization/authorized.js';
import { AccountsService } from './accounts.service.js';
import { PlanChangesService } from './plan-changes.service.js';

@Controller()
@AllowCallers('operator', 'gateway')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly planChanges: PlanChangesService,
  ) {}

  @GrpcMethod('AccountService', 'createAccount')
  @Authorized('account.create')
  async createAccount(@Payload() request: CreateAccountRequest, @By() acting: Acting): Promise<CreateAccountResponse> {
    return { account: await this.accounts.create(request, acting) };
  }

  @GrpcMethod('AccountService', 'getAccount')
  @Authorized('account.get')
  async getAccount({ accountId }: GetAccountRequest): Promise<GetAccountResponse> {
    return { account: await this.accounts.get(accountId) };
  }

  @GrpcMethod('AccountService', 'listAccounts')
  @Authorized('account.list')
  listAccounts(request: ListAccountsRequest): Promise<ListAccountsResponse> {
    return this.accounts.list(request);
  }

  @GrpcMethod('AccountService', 'setPlan')
  @Authorized('account.set_plan')
  setPlan(@Payload() request: SetPlanRequest, @By() acting: Acting): Promise<SetPlanResponse> {
    return this.planChanges.setPlan(request, acting);
  }

  @GrpcMethod('AccountService', 'setOverrides')
  @Authorized('account.set_overrides')
  setOverrides(@Payload() request: SetOverridesRequest, @By() acting: Acting): Promise<SetOverridesResponse> {
    return this.accounts.setOverrides(request, acting);
  }

  @GrpcMethod('AccountService', 'setSuspended')
  @Authorized('account.suspend')
  setSuspended(@Payload() request: SetSuspendedRequest, @By() acting: Acting): Promise<SetSuspendedResponse> {
    return this.accounts.setSuspended(request, acting);
  }

  @GrpcMethod('AccountService', 'setImageSettings')
  @Authorized('account.set_image_settings')
  setImageSettings(
    @Payload() request: SetImageSettingsRequest,
    @By() acting: Acting,
  ): Promise<SetImageSettingsResponse> {
    return this.accounts.setImageSettings(request, acting);
  }

  @GrpcMethod('AccountService', 'setPrivateImages')
  @Authorized('account.set_image_settings')
  setPrivateImages(
    @Payload() request: SetPrivateImagesRequest,
    @By() acting: Acting,
  ): Promise<SetPrivateImagesResponse> {
    return this.accounts.setImageSettings(request, acting);
  }
}
