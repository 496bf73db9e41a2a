import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KEY_PEPPER } from '../tokens.js';

/**
 * The only form in which a secret is kept. A secret has 190 random bits, so a fast keyed hash is enough:
 * what must not work is to test stolen hashes without the pepper.
 */
@Injectable()
export class SecretHash {
  constructor(@Inject(KEY_PEPPER) private readonly pepper: string) {}

  of(secret: string): Buffer {
    return createHmac('sha256', this.pepper).update(secret).digest();
  }
}
