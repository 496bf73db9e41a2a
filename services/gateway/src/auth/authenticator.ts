import { isWellFormedApiKey } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import type { ApiCall } from '../http/api-call.js';
import type { Caller } from './caller.js';
import type { Identity } from './identity.js';
import { KeyVerifier } from './key-verifier.js';
import { SessionCookies } from './session-cookies.js';
import { SessionVerifier } from './session-verifier.js';

/** Says whom a request comes from. A key that is sent decides alone, whatever cookies a browser adds. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly keys: KeyVerifier,
    private readonly sessions: SessionVerifier,
    private readonly cookies: SessionCookies,
  ) {}

  async authenticate(call: ApiCall): Promise<Identity> {
    const takesKeys = call.access === 'generate' || call.access === 'read';
    const token = this.cookies.session(call);
    if (takesKeys && (call.header('authorization') !== undefined || token === undefined)) {
      return { caller: await this.key(call.header('authorization')) };
    }
    if (token === undefined) throw new AppError('invalid_session');
    const identity = await this.sessions.verify(call, token);
    // Another's account looks like one that is not there.
    if (call.access !== 'person' && identity.caller === undefined) {
      throw new AppError('not_found', { message: 'No such account.' });
    }
    return identity;
  }

  /** Whatever is wrong with a key, the answer is the same. */
  private async key(authorization = ''): Promise<Caller> {
    const secret = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
    const caller = secret !== undefined && isWellFormedApiKey(secret) ? await this.keys.verify(secret) : undefined;
    if (caller === undefined) throw new AppError('invalid_api_key');
    return caller;
  }
}
