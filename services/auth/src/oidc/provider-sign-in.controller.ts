import type {
  BeginSignInRequest,
  BeginSignInResponse,
  CompleteSignInRequest,
  CompleteSignInResponse,
  ListSignInProvidersResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { Authorized } from '../authorization/authorized.js';
import { ProviderSignInService } from './provider-sign-in.service.js';
import { Providers } from './providers.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class ProviderSignInController {
  constructor(
    private readonly providers: Providers,
    private readonly signIns: ProviderSignInService,
  ) {}

  @GrpcMethod('SessionService', 'listSignInProviders')
  @Authorized('provider.list')
  listSignInProviders(): ListSignInProvidersResponse {
    return { providers: this.providers.list() };
  }

  @GrpcMethod('SessionService', 'beginSignIn')
  @Authorized('session.begin')
  beginSignIn(request: BeginSignInRequest): Promise<BeginSignInResponse> {
    return this.signIns.begin(request);
  }

  @GrpcMethod('SessionService', 'completeSignIn')
  @Authorized('session.complete')
  completeSignIn(request: CompleteSignInRequest): Promise<CompleteSignInResponse> {
    return this.signIns.complete(request);
  }
}
