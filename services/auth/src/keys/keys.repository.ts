import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { ApiKeyRow, AuthSchema, NewApiKey } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

/** What a key's successor has of its own. */
export type Successor = Pick<NewApiKey, 'id' | 'prefix' | 'hash'>;

@Injectable()
export class KeysRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** Nothing when there is no such account, or the key would be over before it began. */
  async insert(key: NewApiKey): Promise<ApiKeyRow | undefined> {
    const { rows } = await sql<ApiKeyRow>`
      insert into api_keys (id, account_id, name, prefix, hash, scopes, expires_at)
      select ${key.id}, accounts.id, ${key.name}, ${key.prefix}, ${key.hash}, ${key.scopes}, ${key.expires_at}
      from accounts where accounts.id = ${key.account_id}
      returning *`.execute(this.database);
    return rows[0];
  }

  list(accountId: string): Promise<ApiKeyRow[]> {
    return this.database
      .selectFrom('api_keys')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
  }

  find(accountId: string, id: string): Promise<ApiKeyRow | undefined> {
    return this.database
      .selectFrom('api_keys')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /**
   * One statement, so that no crash leaves a successor without the end of its predecessor. The successor lives as long
   * as its predecessor was meant to; the predecessor ends after the overlap, or earlier where it would have anyway.
   * Nothing when the key is not in force.
   */
  async rotate(
    accountId: string,
    id: string,
    successor: Successor,
    overlapSeconds: number,
  ): Promise<ApiKeyRow | undefined> {
    const { rows } = await sql<ApiKeyRow>`
      with old as (
        select * from api_keys
        where account_id = ${accountId} and id = ${id}
          and revoked_at is null and (expires_at is null or expires_at > now())
        for update
      ), ended as (
        update api_keys set expires_at = least(old.expires_at, now() + make_interval(secs => ${overlapSeconds}))
        from old where api_keys.id = old.id
      )
      insert into api_keys (id, account_id, name, prefix, hash, scopes, expires_at)
      select ${successor.id}, account_id, name, ${successor.prefix}, ${successor.hash}, scopes,
        now() + (expires_at - created_at)
      from old
      returning *`.execute(this.database);
    return rows[0];
  }

  /** The time of the first revocation stands. */
  revoke(accountId: string, id: string): Promise<ApiKeyRow | undefined> {
    return this.database
      .updateTable('api_keys')
      .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
  }
}
