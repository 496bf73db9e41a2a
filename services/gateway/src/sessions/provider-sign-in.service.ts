import type { SignInProviderList } from '@imageai/api';
import { CompleteSignInRefusal } from '@imageai/contracts/auth';
import { Inject, Injectable } from '@nestjs/common';
import { SessionCookies } from '../auth/session-cookies.js';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { present } from '../peers/auth-answers.js';
import { AuthPeer } from '../peers/auth-peer.js';
import type { SessionsClient } from '../peers/peers.js';
import { CONFIG, SESSIONS } from '../tokens.js';
import { throttled } from './refusals.js';
import { SessionStarter } from './session-starter.js';

/** What the page for signing in is told, in its address, of a sign-in that did not succeed. */
const reasons = new Map([
  [CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_UNKNOWN_ATTEMPT, 'unknown_attempt'],
  [CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_REFUSED_BY_PROVIDER, 'refused_by_provider'],
  [CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_EMAIL_NOT_VERIFIED, 'email_not_verified'],
]);

/** Sends browsers to OpenID Connect providers and takes them back. */
@Injectable()
export class ProviderSignInService {
  constructor(
    @Inject(SESSIONS) private readonly sessions: SessionsClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PUBLIC_URL'>,
    private readonly peer: AuthPeer,
    private readonly cookies: SessionCookies,
    private readonly starter: SessionStarter,
  ) {}

  async list(): Promise<SignInProviderList> {
    const { providers } = await this.peer.ask(() => this.sessions.listSignInProviders({}));
    return { data: providers.map(({ name, label }) => ({ name, label })) };
  }

  async begin(call: ApiCall, provider: string): Promise<void> {
    const { client } = call;
    const { result } = await this.peer.askOnce(() => this.sessions.beginSignIn({ provider, client }));
    if (result?.$case === 'throttled') throw throttled(result.value);
    const { url, browserToken } = present(result?.value, 'redirect');
    this.cookies.setBrowserToken(call, browserToken);
    call.setHeaders({ location: url });
  }

  async complete(call: ApiCall, provider: string, query: string): Promise<void> {
    const browserToken = this.cookies.browserToken(call) ?? '';
    const request = { provider, query, browserToken, client: call.client };
    const { result } = await this.peer.askOnce(() => this.sessions.completeSignIn(request));
    this.cookies.clearBrowserToken(call);
    const site = this.config.PUBLIC_URL ?? call.origin;
    if (result?.$case === 'signedIn') {
      this.starter.start(call, result.value);
      call.setHeaders({ location: `${site}/playground` });
      return;
    }
    const reason = present(reasons.get(present(result?.value, 'result')), 'reason');
    call.setHeaders({ location: `${site}/sign-in?error=${reason}` });
  }
}
