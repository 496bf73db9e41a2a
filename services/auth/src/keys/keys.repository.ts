import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { ApiKeyRow, AuthSchema, NewApiKey } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

/** What a key's successor has of its own. */
export type Successor = Pick<NewApiKey, 'id' | 'prefix' | 'hash'>;

const inForce = sql<boolean>`revoked_at is null and (expires_at is null or expires_at > now())`;

@Injectable()
export class KeysRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  /** Nothing when there is no such account. */
  async insert(transaction: Connection, key: NewApiKey): Promise<ApiKeyRow | undefined> {
    const { rows } = await sql<ApiKeyRow>`
      insert into api_keys (id, account_id, name, prefix, hash, scopes, expires_at, requests_per_minute,
        images_per_month, allowed_origins, allowed_addresses)
      select ${key.id}, accounts.id, ${key.name}, ${key.prefix}, ${key.hash}, ${key.scopes}, ${key.expires_at},
        ${key.requests_per_minute}, ${key.images_per_month}, ${key.allowed_origins}, ${key.allowed_addresses}
      from accounts where accounts.id = ${key.account_id} and accounts.deleted_at is null
      for share
      returning *`.execute(transaction);
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

  find(transaction: Connection, accountId: string, id: string): Promise<ApiKeyRow | undefined> {
    return transaction
      .selectFrom('api_keys')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /**
   * The successor lives as long as its predecessor was meant to; the predecessor ends after the overlap, or earlier
   * where it would have anyway. Nothing when the key is not in force.
   */
  async rotate(
    transaction: Connection,
    accountId: string,
    id: string,
    successor: Successor,
    overlapSeconds: number,
  ): Promise<ApiKeyRow | undefined> {
    const { rows } = await sql<ApiKeyRow>`
      with old as (
        select * from api_keys where account_id = ${accountId} and id = ${id} and ${inForce} for update
      ), made as (
        insert into api_keys (id, account_id, name, prefix, hash, scopes, expires_at, requests_per_minute,
          images_per_month, allowed_origins, allowed_addresses)
        select ${successor.id}, account_id, name, ${successor.prefix}, ${successor.hash}, scopes,
          now() + (expires_at - created_at), requests_per_minute, images_per_month, allowed_origins, allowed_addresses
        from old
        returning *
      ), ended as (
        update api_keys set successor_id = made.id,
          expires_at = least(api_keys.expires_at, now() + make_interval(secs => ${overlapSeconds}))
        from made where api_keys.id = ${id}
      )
      select * from made`.execute(transaction);
    return rows[0];
  }

  /** Nothing when it was revoked before: the time of the first revocation stands. */
  revoke(transaction: Connection, accountId: string, id: string): Promise<ApiKeyRow | undefined> {
    return transaction
      .updateTable('api_keys')
      .set({ revoked_at: sql<Date>`now()`, revocation_reason: 'revoked' })
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
  }

  /** Nothing when no such key is in force. */
  revokeByHash(transaction: Connection, hash: Buffer): Promise<ApiKeyRow | undefined> {
    return transaction
      .updateTable('api_keys')
      .set({ revoked_at: sql<Date>`now()`, revocation_reason: 'leaked' })
      .where('hash', '=', hash)
      .where(inForce)
      .returningAll()
      .executeTakeFirst();
  }

  async isKnown(transaction: Connection, hash: Buffer): Promise<boolean> {
    const row = await transaction.selectFrom('api_keys').select('id').where('hash', '=', hash).executeTakeFirst();
    return row !== undefined;
  }
}
