import { SessionRefusal } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import type { SessionsClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, SESSIONS } from '../tokens.js';
import { type Identity, toIdentity } from './identity.js';
import { SameOrigin } from './same-origin.js';

const accountHeader = 'x-account-id';
const csrfHeader = 'x-csrf-token';

/** Says who a session's cookie speaks for. Asks auth every time: who signed out, or lost a role, has at once. */
@Injectable()
export class SessionVerifier {
  constructor(
    @Inject(SESSIONS) private readonly sessions: SessionsClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>,
    private readonly sameOrigin: SameOrigin,
  ) {}

  async verify(call: ApiCall, sessionToken: string): Promise<Identity> {
    this.sameOrigin.check(call);
    const accountId = call.header(accountHeader) ?? '';
    const csrfToken = call.changes ? (call.header(csrfHeader) ?? '') : undefined;
    const request = { sessionToken, accountId, csrfToken };
    const { result } = await untilAvailable(this.config.PEER_PATIENCE_MS, () => this.sessions.verifySession(request));
    if (result?.$case === 'principal') return toIdentity(result.value);
    if (result?.value === SessionRefusal.SESSION_REFUSAL_CSRF) throw new AppError('csrf_refused');
    throw new AppError('invalid_session');
  }
}
