import { newApiKey, newId } from '@imageai/api';
import {
  type ApiKey,
  AuthServiceService,
  type BeginSignInRequest,
  type BeginSignInResponse,
  type ChangePasswordRequest,
  type ChangePasswordResponse,
  CompleteSignInRefusal,
  type CompleteSignInRequest,
  type CompleteSignInResponse,
  type CreateKeyRequest,
  KeyServiceService,
  type ListKeysRequest,
  type ListSessionsRequest,
  type MemberRefusal,
  MemberRole,
  type Membership,
  PlanName,
  type RequestPasswordResetRequest,
  type RequestPasswordResetResponse,
  type ResetPasswordRequest,
  type ResetPasswordResponse,
  type RevokeByTextRequest,
  RevokeByTextResult,
  type RevokeKeyRequest,
  type RevokeSessionsRequest,
  type RotateKeyRequest,
  type SessionPrincipal,
  SessionRefusal,
  SessionServiceService,
  type SignedIn,
  type SignInRequest,
  type SignInResponse,
  type SignOutRequest,
  type SignUpRequest,
  type SignUpResponse,
  TokenRefusal,
  type User,
  UserServiceService,
  type VerifyEmailRequest,
  type VerifyEmailResponse,
  type VerifySessionRequest,
  type VerifySessionResponse,
} from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { AllowCallers } from '@imageai/rpc';
import { Controller, Inject, type Type } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { accountControllers, accountServices } from './fake-accounts.js';
import { memberControllers, memberServices } from './fake-members.js';
import { FakeRequests } from './fake-requests.js';
import { FAKE } from './fake-server.js';

const at = new Date('2026-01-15T12:00:00Z');
export const rolesByName = {
  owner: MemberRole.MEMBER_ROLE_OWNER,
  developer: MemberRole.MEMBER_ROLE_DEVELOPER,
  billing: MemberRole.MEMBER_ROLE_BILLING,
  viewer: MemberRole.MEMBER_ROLE_VIEWER,
} as const;
export type FakeRole = keyof typeof rolesByName;
export const fakeRoles = Object.keys(rolesByName) as FakeRole[];

const scopes: Readonly<Record<FakeRole, string[]>> = {
  owner: ['generate', 'read', 'manage'],
  developer: ['generate', 'read', 'manage'],
  billing: ['read'],
  viewer: ['read'],
};
const limits = {
  requestsPerMinute: 30,
  imagesPerMonth: 2000,
  concurrency: 8,
  maxImagesPerRequest: 10,
  retentionDays: 30,
};

/** Sessions, keys and people in memory; refuses as the real service does. What it was asked stays to be looked at. */
export class FakePeople {
  readonly sessions = new Map<string, SessionPrincipal>();
  readonly apiKeys = new Map<string, ApiKey>();
  readonly made = new FakeRequests();
  readonly requests: { readonly name: string; readonly request: object }[] = [];
  /** The one password, and the one token of links. */
  readonly password = 'correct horse battery';
  readonly linkToken = 'the-link';
  throttledFor = 0;
  deletedAlready = false;
  memberRefusal: MemberRefusal | undefined;

  /** Somebody is signed in, in an account of each id given. */
  signIn(role: FakeRole = 'owner', accountIds: readonly string[] = ['acct_1']) {
    const signedIn = this.begin(role, accountIds);
    return { ...signedIn, cookie: `imageai_session=${signedIn.sessionToken}` };
  }

  begin(role: FakeRole, accountIds: readonly string[]): SignedIn & { readonly csrfToken: string } {
    const user = this.somebody();
    const id = newId('ses');
    const [sessionToken, csrfToken] = [`token-of-${id}`, `csrf-of-${id}`];
    const memberships = accountIds.map(
      (accountId): Membership => ({
        accountId,
        accountName: `The ${accountId}`,
        role: rolesByName[role],
        suspended: false,
      }),
    );
    this.sessions.set(sessionToken, { sessionId: id, user, memberships, csrfToken });
    return { sessionToken, csrfToken, memberships, user, session: this.session(id) };
  }

  verifySession({ sessionToken, accountId, csrfToken }: VerifySessionRequest): VerifySessionResponse {
    const session = this.sessions.get(sessionToken);
    const refusal = (value: SessionRefusal): VerifySessionResponse => ({ result: { $case: 'refusal', value } });
    if (session === undefined) return refusal(SessionRefusal.SESSION_REFUSAL_UNKNOWN);
    if (csrfToken !== undefined && csrfToken !== session.csrfToken) {
      return refusal(SessionRefusal.SESSION_REFUSAL_CSRF);
    }
    const chosen = session.memberships.find((one) => accountId === '' || one.accountId === accountId);
    const role = fakeRoles.find((name) => rolesByName[name] === chosen?.role) ?? 'viewer';
    const principal = chosen && {
      accountId: chosen.accountId,
      keyId: '',
      plan: PlanName.PLAN_NAME_PROFESSIONAL,
      limits,
      scopes: scopes[role],
      suspended: false,
      privateImages: false,
      omitParameters: false,
    };
    return { result: { $case: 'principal', value: { ...session, principal, role: chosen?.role } } };
  }

  somebody(id: string = newId('user')): User {
    return { id, email: 'ada@example.com', name: 'Ada', createdAt: at };
  }

  session(id: string) {
    const expiresAt = new Date(Date.now() + 60_000);
    return {
      id,
      createdAt: at,
      lastSeenAt: at,
      expiresAt,
      address: '203.0.113.7',
      userAgent: 'A browser',
      method: 'password',
    };
  }

  note(name: string, request: object): void {
    this.requests.push({ name, request });
  }

  /** What it was asked last by this name. */
  last(name: string): Record<string, unknown> {
    return (this.requests.findLast((one) => one.name === name)?.request ?? {}) as Record<string, unknown>;
  }

  ofAccount(accountId: string, keyId: string): ApiKey {
    const key = this.apiKeys.get(keyId);
    if (key?.accountId === accountId) return key;
    throw new AppError('not_found', { message: 'No such key.', param: 'key_id' });
  }

  make(changes: Partial<ApiKey>): { key: ApiKey; secret: string } {
    const secret = newApiKey();
    const key: ApiKey = {
      id: newId('key'),
      accountId: 'acct_1',
      name: '',
      prefix: secret.slice(0, 13),
      scopes: ['generate', 'read'],
      createdAt: at,
      ...changes,
    };
    this.apiKeys.set(key.id, key);
    return { key, secret };
  }
}

const throttled = (seconds: number) => ({ retryAfterSeconds: seconds });

@Controller()
@AllowCallers('gateway')
class FakeUsers {
  constructor(@Inject(FAKE) private readonly fake: FakePeople) {}

  @GrpcMethod('UserService', 'signUp')
  signUp(request: SignUpRequest): SignUpResponse {
    this.fake.note('signUp', request);
    if (request.password.length < 10) {
      throw new AppError('parameter_invalid', {
        message: 'password must have 10 to 200 characters.',
        param: 'password',
      });
    }
    return this.fake.throttledFor > 0 ? { throttled: throttled(this.fake.throttledFor) } : {};
  }

  @GrpcMethod('UserService', 'verifyEmail')
  verifyEmail({ token, password }: VerifyEmailRequest): VerifyEmailResponse {
    const refusal = (value: TokenRefusal) => ({ result: { $case: 'refusal', value } }) as const;
    if (token !== this.fake.linkToken) return refusal(TokenRefusal.TOKEN_REFUSAL_INVALID);
    if (password !== this.fake.password) return refusal(TokenRefusal.TOKEN_REFUSAL_WRONG_PASSWORD);
    return { result: { $case: 'signedIn', value: this.fake.begin('owner', ['acct_1']) } };
  }

  @GrpcMethod('UserService', 'requestPasswordReset')
  requestReset(request: RequestPasswordResetRequest): RequestPasswordResetResponse {
    this.fake.note('requestPasswordReset', request);
    return this.fake.throttledFor > 0 ? { throttled: throttled(this.fake.throttledFor) } : {};
  }

  @GrpcMethod('UserService', 'resetPassword')
  reset({ token }: ResetPasswordRequest): ResetPasswordResponse {
    return token === this.fake.linkToken ? {} : { refusal: TokenRefusal.TOKEN_REFUSAL_INVALID };
  }

  @GrpcMethod('UserService', 'changePassword')
  change(request: ChangePasswordRequest): ChangePasswordResponse {
    this.fake.note('changePassword', request);
    const right = request.currentPassword === this.fake.password;
    return { result: { $case: right ? 'changed' : 'wrongPassword', value: {} } };
  }
}

@Controller()
@AllowCallers('gateway')
class FakeSessions {
  constructor(@Inject(FAKE) private readonly fake: FakePeople) {}

  @GrpcMethod('SessionService', 'verifySession')
  verify(request: VerifySessionRequest): VerifySessionResponse {
    return this.fake.verifySession(request);
  }

  @GrpcMethod('SessionService', 'signIn')
  signIn(request: SignInRequest): SignInResponse {
    this.fake.note('signIn', request);
    const { throttledFor } = this.fake;
    if (throttledFor > 0) return { result: { $case: 'throttled', value: throttled(throttledFor) } };
    if (request.password !== this.fake.password) return { result: { $case: 'wrongCredentials', value: {} } };
    return { result: { $case: 'signedIn', value: this.fake.begin('owner', ['acct_1', 'acct_2']) } };
  }

  @GrpcMethod('SessionService', 'signOut')
  signOut({ sessionToken }: SignOutRequest): object {
    this.fake.sessions.delete(sessionToken);
    return {};
  }

  @GrpcMethod('SessionService', 'listSessions')
  list(request: ListSessionsRequest) {
    this.fake.note('listSessions', request);
    return { sessions: [...this.fake.sessions.values()].map(({ sessionId }) => this.fake.session(sessionId)) };
  }

  @GrpcMethod('SessionService', 'revokeSessions')
  revoke(request: RevokeSessionsRequest) {
    this.fake.note('revokeSessions', request);
    return { revoked: 2 };
  }

  @GrpcMethod('SessionService', 'listSignInProviders')
  providers() {
    return { providers: [{ name: 'google', label: 'Google' }] };
  }

  @GrpcMethod('SessionService', 'beginSignIn')
  begin({ provider }: BeginSignInRequest): BeginSignInResponse {
    if (provider !== 'google') throw new AppError('not_found', { message: 'No such provider.', param: 'provider' });
    const value = { url: 'https://accounts.example/authorize?state=s', browserToken: 'the-browser' };
    return { result: { $case: 'redirect', value } };
  }

  @GrpcMethod('SessionService', 'completeSignIn')
  complete(request: CompleteSignInRequest): CompleteSignInResponse {
    this.fake.note('completeSignIn', request);
    if (request.browserToken === 'the-browser') {
      return { result: { $case: 'signedIn', value: this.fake.begin('owner', ['acct_1']) } };
    }
    return { result: { $case: 'refusal', value: CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_UNKNOWN_ATTEMPT } };
  }
}

@Controller()
@AllowCallers('gateway')
class FakeKeys {
  constructor(@Inject(FAKE) private readonly fake: FakePeople) {}

  @GrpcMethod('KeyService', 'createKey')
  create(request: CreateKeyRequest) {
    this.fake.note('createKey', request);
    const { accountId, name, expiresAt, restrictions } = request;
    if (request.scopes.includes('everything')) {
      throw new AppError('parameter_invalid', {
        message: 'scopes must be among those that are known.',
        param: 'scopes',
      });
    }
    const wanted = { accountId, name, expiresAt, restrictions };
    return this.fake.made.once('createKey', request, () => this.fake.make(wanted));
  }

  @GrpcMethod('KeyService', 'listKeys')
  list(request: ListKeysRequest) {
    this.fake.note('listKeys', request);
    return { keys: [...this.fake.apiKeys.values()].filter(({ accountId }) => accountId === request.accountId) };
  }

  @GrpcMethod('KeyService', 'rotateKey')
  rotate(request: RotateKeyRequest) {
    this.fake.note('rotateKey', request);
    const { name } = this.fake.ofAccount(request.accountId, request.keyId);
    const act = `rotateKey ${request.keyId}`;
    return this.fake.made.once(act, request, () => this.fake.make({ accountId: request.accountId, name }));
  }

  @GrpcMethod('KeyService', 'revokeKey')
  revoke(request: RevokeKeyRequest) {
    this.fake.note('revokeKey', request);
    return { key: { ...this.fake.ofAccount(request.accountId, request.keyId), revokedAt: at } };
  }

  @GrpcMethod('KeyService', 'revokeByText')
  revokeByText(request: RevokeByTextRequest) {
    this.fake.note('revokeByText', request);
    return { result: RevokeByTextResult.REVOKE_BY_TEXT_RESULT_REVOKED };
  }
}

export const peopleControllers: readonly Type[] = [
  FakeUsers,
  FakeSessions,
  FakeKeys,
  ...memberControllers,
  ...accountControllers,
];
export const peopleServices = {
  'imageai.auth.v1.AuthService': AuthServiceService,
  'imageai.auth.v1.UserService': UserServiceService,
  'imageai.auth.v1.SessionService': SessionServiceService,
  'imageai.auth.v1.KeyService': KeyServiceService,
  ...memberServices,
  ...accountServices,
};
