import { isWellFormedApiKey } from '@imageai/api';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import type { Caller } from './caller.js';
import { KeyVerifier } from './key-verifier.js';

/** Says who a request comes from. Whatever is wrong with its key, the answer is the same. */
@Injectable()
export class Authenticator {
  constructor(private readonly keys: KeyVerifier) {}

  async authenticate(authorization: string | undefined): Promise<Caller> {
    const secret = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    const caller = secret !== undefined && isWellFormedApiKey(secret) ? await this.keys.verify(secret) : undefined;
    if (caller === undefined) throw new AppError('invalid_api_key');
    return caller;
  }
}
