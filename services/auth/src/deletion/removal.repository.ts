import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Connection } from '../db/transactions.js';

/** Takes out of this service all that it holds of an account. */
@Injectable()
export class RemovalRepository {
  /** Keys stay as rows, so that whoever still uses one is told that it was revoked, and not that it never was. */
  async endKeys(transaction: Connection, accountId: string): Promise<number> {
    const result = await sql`
      update api_keys set revoked_at = now(), revocation_reason = 'account_deleted', name = ''
      where account_id = ${accountId} and revoked_at is null`.execute(transaction);
    return Number(result.numAffectedRows ?? 0n);
  }

  /** Members go, and with them the users who belong to no other account, with their sessions. */
  async removePeople(transaction: Connection, accountId: string): Promise<number> {
    const { rows } = await sql<{ user_id: string }>`
      delete from members where account_id = ${accountId} returning user_id`.execute(transaction);
    const ids = rows.map((row) => row.user_id);
    await sql`
      delete from users where id = any(${ids}) and not exists (select from members where user_id = users.id)`.execute(
      transaction,
    );
    await sql`delete from invitations where account_id = ${accountId}`.execute(transaction);
    return ids.length;
  }

  /** What is left of the row says that there was an account, and nothing of whose. */
  async empty(transaction: Connection, accountId: string): Promise<void> {
    await sql`delete from plan_changes where account_id = ${accountId}`.execute(transaction);
    await sql`
      update accounts set deleted_at = now(), name = '', email = '', overrides = '{}', suspended_reason = null
      where id = ${accountId}`.execute(transaction);
  }
}
