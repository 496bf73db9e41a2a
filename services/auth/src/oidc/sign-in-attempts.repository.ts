import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

export interface SignInAttempt {
  readonly browser_hash: Buffer;
  readonly nonce: string;
  readonly code_verifier: string;
}

@Injectable()
export class SignInAttemptsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  async insert(stateHash: Buffer, provider: string, attempt: SignInAttempt): Promise<void> {
    await this.database
      .insertInto('sign_in_attempts')
      .values({
        state_hash: stateHash,
        provider,
        ...attempt,
        expires_at: sql<Date>`now() + interval '10 minutes'`,
      })
      .execute();
  }

  /** An attempt is taken once. */
  async take(stateHash: Buffer, provider: string): Promise<SignInAttempt | undefined> {
    const { rows } = await sql<SignInAttempt & { in_time: boolean }>`
      delete from sign_in_attempts where state_hash = ${stateHash} and provider = ${provider}
      returning browser_hash, nonce, code_verifier, expires_at > now() as in_time`.execute(this.database);
    return rows[0]?.in_time ? rows[0] : undefined;
  }
}
