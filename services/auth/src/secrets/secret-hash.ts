import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KEY_PEPPER } from '../tokens.js';

/** What a token is for: the same text is another secret for every use. */
type TokenUse = 'session' | 'csrf' | 'link' | 'browser' | 'state' | 'throttle' | 'idempotency' | 'api key';

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

  /**
   * As many bytes as wanted for an API key that can be made again, and only by who has the pepper, this salt, and the
   * idempotency key of the client who got it; the last of the three is nowhere at rest.
   */
  keyBytes(salt: string, idempotencyKey: string): () => Buffer {
    let block = 0;
    return () => this.ofToken('api key', `${block++}\n${salt}\n${idempotencyKey}`);
  }

  isCsrfToken(sessionId: string, token: string): boolean {
    const expected = Buffer.from(this.csrfToken(sessionId));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** 256 random bits, for cookies and links. */
export const newToken = (): string => randomBytes(32).toString('base64url');
