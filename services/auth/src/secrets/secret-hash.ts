import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KEY_PEPPER } from '../tokens.js';

/** What a token is for: the same text is another secret for every use. */
type TokenUse = 'session' | 'csrf' | 'link' | 'browser' | 'state' | 'throttle';

/**
 * The only form in which a secret is kept. Secrets have at least 190 random bits, so a fast keyed hash is enough:
 * what must not work is to test stolen hashes without the pepper. Passwords are another matter: see `Passwords`.
 */
@Injectable()
export class SecretHash {
  constructor(@Inject(KEY_PEPPER) private readonly pepper: string) {}

  /** Of an API key. */
  of(secret: string): Buffer {
    return createHmac('sha256', this.pepper).update(secret).digest();
  }

  ofToken(use: TokenUse, token: string): Buffer {
    return this.of(`${use}\n${token}`);
  }

  /** The token that a session's pages send back: it can be made again from the session, and by nobody else. */
  csrfToken(sessionId: string): string {
    return this.ofToken('csrf', sessionId).toString('base64url');
  }

  isCsrfToken(sessionId: string, token: string): boolean {
    const expected = Buffer.from(this.csrfToken(sessionId));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** 256 random bits, for cookies and links. */
export const newToken = (): string => randomBytes(32).toString('base64url');
