import { Inject, Injectable } from '@nestjs/common';
import type { Kysely, Selectable } from 'kysely';
import type { InputsTable, Schema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import type { HeldInput } from './held-input.js';

@Injectable()
export class InputsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<Schema>) {}

  /** An id that is there already stays as it is. */
  async insert({ source, ...input }: HeldInput): Promise<void> {
    await this.database
      .insertInto('inputs')
      .values({
        id: input.id,
        account_id: input.accountId,
        width: input.width,
        height: input.height,
        source_width: source.width,
        source_height: source.height,
        sha256: input.sha256,
        expires_at: input.expiresAt,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }

  async find(accountId: string, id: string): Promise<HeldInput | undefined> {
    const row = await this.database
      .selectFrom('inputs')
      .selectAll()
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  /** Those of these ids that the account has. */
  async owned(accountId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.database
      .selectFrom('inputs')
      .select('id')
      .where('id', 'in', ids)
      .where('account_id', '=', accountId)
      .execute();
    return rows.map(({ id }) => id);
  }

  async ofAccount(accountId: string, limit: number): Promise<string[]> {
    const rows = await this.database
      .selectFrom('inputs')
      .select('id')
      .where('account_id', '=', accountId)
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  async expired(now: Date, limit: number): Promise<string[]> {
    const rows = await this.database
      .selectFrom('inputs')
      .select('id')
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  async forget(ids: readonly string[]): Promise<void> {
    await this.database.deleteFrom('inputs').where('id', 'in', ids).execute();
  }
}

const fromRow = (row: Selectable<InputsTable>): HeldInput => ({
  id: row.id,
  accountId: row.account_id,
  width: row.width,
  height: row.height,
  source: { width: row.source_width, height: row.source_height },
  sha256: row.sha256,
  expiresAt: row.expires_at,
});
