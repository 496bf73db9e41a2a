import type {
  ChangePasswordParameters,
  CurrentSession,
  JoinAsNewcomerParameters,
  RequestPasswordResetParameters,
  ResetPasswordParameters,
  RevokedSessions,
  SessionList,
  SessionResource,
  SignInParameters,
  SignInProviderList,
  SignUpParameters,
  VerifyEmailParameters,
} from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

const path = '/api/auth';

type Provider = SignInProviderList['data'][number];

/** People: how they sign up, in and out. For pages of the server's own origin, which the browser keeps the cookie for. */
export class Auth {
  constructor(private readonly transport: Transport) {}

  /** Who is signed in. Pages ask this when they load: the answer has the CSRF token. */
  session(options: RequestOptions = {}): Promise<CurrentSession> {
    return this.transport.json({ method: 'GET', path: `${path}/session` }, options);
  }

  /** Sends a link to the address, and tells nobody whether it was known. */
  signUp(params: SignUpParameters, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing(this.post('sign-up', params), options);
  }

  /** By the link of the mail: makes the user and their account, and signs them in. */
  verifyEmail(params: VerifyEmailParameters, options: RequestOptions = {}): Promise<CurrentSession> {
    return this.transport.json(this.post('verify-email', params), options);
  }

  signIn(params: SignInParameters, options: RequestOptions = {}): Promise<CurrentSession> {
    return this.transport.json(this.post('sign-in', params), options);
  }

  signOut(options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing(this.post('sign-out'), options);
  }

  /** Where else one can sign in: a link leads to `/api/auth/sign-in/{name}`. */
  async providers(options: RequestOptions = {}): Promise<Provider[]> {
    const call = { method: 'GET', path: `${path}/providers` } as const;
    return (await this.transport.json<SignInProviderList>(call, options)).data;
  }

  /** Sends a link, if somebody has the address. */
  requestPasswordReset(params: RequestPasswordResetParameters, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing(this.post('request-password-reset', params), options);
  }

  /** By the link of the mail; ends all sessions of the user. */
  resetPassword(params: ResetPasswordParameters, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing(this.post('reset-password', params), options);
  }

  /** Ends the other sessions of the user. */
  changePassword(params: ChangePasswordParameters, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing(this.post('change-password', params), options);
  }

  /** By the link of an invitation, for whoever is no user yet; signs them in. */
  acceptInvitation(params: JoinAsNewcomerParameters, options: RequestOptions = {}): Promise<CurrentSession> {
    return this.transport.json(this.post('accept-invitation', params), options);
  }

  /** One's sessions, the latest used first. */
  async sessions(options: RequestOptions = {}): Promise<SessionResource[]> {
    const { data } = await this.transport.json<SessionList>({ method: 'GET', path: `${path}/sessions` }, options);
    return data;
  }

  revokeSession(id: string, options: RequestOptions = {}): Promise<void> {
    const call = { method: 'DELETE', path: `${path}/sessions/${encodeURIComponent(id)}` } as const;
    return this.transport.nothing(call, options);
  }

  /** Ends all sessions of the user but this one. */
  revokeOtherSessions(options: RequestOptions = {}): Promise<RevokedSessions> {
    return this.transport.json({ method: 'DELETE', path: `${path}/sessions` }, options);
  }

  private post(act: string, body?: unknown) {
    return { method: 'POST', path: `${path}/${act}`, body } as const;
  }
}
