import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AuthSchema, RoleKey } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import type { ActingKey } from './acting.js';

/** What actors are at this moment. */
@Injectable()
export class ActorsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** A key in force. */
  async findKey(id: string): Promise<ActingKey | undefined> {
    const { rows } = await sql<ActingKey>`
      select account_id as "accountId", scopes, expires_at as "expiresAt",
        requests_per_minute is not null or images_per_month is not null
          or allowed_origins <> '{}' or allowed_addresses <> '{}' as restricted
      from api_keys
      where id = ${id} and revoked_at is null and (expires_at is null or expires_at > now())`.execute(this.database);
    return rows[0];
  }

  /** What a user is in an account that is not deleted. */
  async findRole(accountId: string, userId: string): Promise<RoleKey | undefined> {
    const { rows } = await sql<{ role: RoleKey }>`
      select m.role from members m join accounts a on a.id = m.account_id
      where m.account_id = ${accountId} and m.user_id = ${userId} and a.deleted_at is null`.execute(this.database);
    return rows[0]?.role;
  }
}
