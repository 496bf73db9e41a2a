import type { CurrentSession } from '@imageai/api';
import type { SignedIn } from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { SessionCookies } from '../auth/session-cookies.js';
import type { ApiCall } from '../http/api-call.js';
import { present } from '../peers/auth-answers.js';
import { toCurrentSession } from './session.convert.js';

/** Hands a session that just began to its browser: the token in a cookie, the rest in the answer. */
@Injectable()
export class SessionStarter {
  constructor(private readonly cookies: SessionCookies) {}

  start(call: ApiCall, { sessionToken, csrfToken, memberships, ...signedIn }: SignedIn): CurrentSession {
    const session = present(signedIn.session, 'session');
    const user = present(signedIn.user, 'user');
    this.cookies.setSession(call, sessionToken, present(session.expiresAt, 'time'));
    return toCurrentSession({ sessionId: session.id, user, memberships, csrfToken });
  }
}
