import type {
  ListSessionsRequest,
  ListSessionsResponse,
  RevokeSessionsRequest,
  RevokeSessionsResponse,
  SignInRequest,
  SignInResponse,
  SignOutRequest,
  SignOutResponse,
  VerifySessionRequest,
  VerifySessionResponse,
} from '@imageai/contracts/auth';
import { AllowCallers } from '@imageai/rpc';
import { Controller } from '@nestjs/common';
import { GrpcMethod, Payload } from '@nestjs/microservices';
import { type Acting, By } from '../authorization/acting.js';
import { Authorized } from '../authorization/authorized.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

@Controller()
@AllowCallers('gateway', 'operator')
export class SessionsController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  @GrpcMethod('SessionService', 'signIn')
  @Authorized('session.sign_in')
  signIn(request: SignInRequest): Promise<SignInResponse> {
    return this.signIns.signIn(request);
  }

  @GrpcMethod('SessionService', 'verifySession')
  @Authorized('session.verify')
  verifySession(request: VerifySessionRequest): Promise<VerifySessionResponse> {
    return this.sessions.verify(request);
  }

  @GrpcMethod('SessionService', 'signOut')
  @Authorized('session.sign_out')
  async signOut(request: SignOutRequest): Promise<SignOutResponse> {
    await this.sessions.signOut(request);
    return {};
  }

  @GrpcMethod('SessionService', 'listSessions')
  @Authorized('session.list')
  listSessions({ userId }: ListSessionsRequest): Promise<ListSessionsResponse> {
    return this.sessions.list(userId);
  }

  @GrpcMethod('SessionService', 'revokeSessions')
  @Authorized('session.revoke')
  revokeSessions(@Payload() request: RevokeSessionsRequest, @By() acting: Acting): Promise<RevokeSessionsResponse> {
    return this.sessions.revoke(request, acting);
  }
}
