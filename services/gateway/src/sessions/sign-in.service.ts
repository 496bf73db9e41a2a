import type {
  CurrentSession,
  JoinAsNewcomerParameters,
  RequestPasswordResetParameters,
  ResetPasswordParameters,
  SignInParameters,
  SignUpParameters,
  VerifyEmailParameters,
} from '@imageai/api';
import type { SignedIn, Throttled, TokenRefusal } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import { present } from '../peers/auth-answers.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { MembersClient, SessionsClient, UsersClient } from '../peers/peers.js';
import { MEMBERS, SESSIONS, USERS } from '../tokens.js';
import { linkRefused, throttled } from './refusals.js';
import { SessionStarter } from './session-starter.js';

/** For people who are not signed in yet. Each call counts as an attempt there, so that none is made twice by itself. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(USERS) private readonly users: UsersClient,
    @Inject(SESSIONS) private readonly sessions: SessionsClient,
    @Inject(MEMBERS) private readonly members: MembersClient,
    private readonly peer: AuthPeer,
    private readonly starter: SessionStarter,
  ) {}

  async signUp({ client }: ApiCall, sent: SignUpParameters): Promise<void> {
    const { throttled: wait } = await this.peer.askOnce(() => this.users.signUp({ ...sent, client }));
    if (wait !== undefined) throw throttled(wait);
  }

  async verifyEmail(call: ApiCall, sent: VerifyEmailParameters): Promise<CurrentSession> {
    const { client } = call;
    const { result } = await this.peer.askOnce(() => this.users.verifyEmail({ ...sent, client }));
    return this.begin(call, result);
  }

  async signIn(call: ApiCall, sent: SignInParameters): Promise<CurrentSession> {
    const { client } = call;
    const { result } = await this.peer.askOnce(() => this.sessions.signIn({ ...sent, client }));
    if (result?.$case === 'wrongCredentials') throw new AppError('wrong_credentials');
    return this.begin(call, result);
  }

  async requestPasswordReset({ client }: ApiCall, { email }: RequestPasswordResetParameters): Promise<void> {
    const { throttled: wait } = await this.peer.askOnce(() => this.users.requestPasswordReset({ email, client }));
    if (wait !== undefined) throw throttled(wait);
  }

  async resetPassword({ client }: ApiCall, sent: ResetPasswordParameters): Promise<void> {
    const { refusal } = await this.peer.askOnce(() => this.users.resetPassword({ ...sent, client }));
    if (refusal !== undefined) throw linkRefused(refusal);
  }

  async joinAsNewcomer(call: ApiCall, { token, ...newUser }: JoinAsNewcomerParameters): Promise<CurrentSession> {
    const request = { token, newUser, client: call.client };
    const { result } = await this.peer.askOnce(() => this.members.acceptInvitation(request));
    return this.begin(call, result?.$case === 'membership' ? undefined : result);
  }

  private begin(call: ApiCall, result: Result | undefined): CurrentSession {
    const { $case, value } = present(result, 'result') as Result;
    if ($case === 'throttled') throw throttled(value);
    if ($case === 'refusal') throw linkRefused(value);
    return this.starter.start(call, value);
  }
}

type Result =
  | { readonly $case: 'signedIn'; readonly value: SignedIn }
  | { readonly $case: 'refusal'; readonly value: TokenRefusal }
  | { readonly $case: 'throttled'; readonly value: Throttled };
