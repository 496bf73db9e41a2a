import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { AccountDeletionRow, AuthSchema, DeletionConfirmationRow } from '../db/schema.js';
import type { Connection } from '../db/transactions.js';
import { DATABASE } from '../tokens.js';

/** Who holds something of accounts, and has to confirm that it is gone. */
export const deletionParties = ['generation', 'metering', 'storage', 'webhooks'] as const;

@Injectable()
export class DeletionsRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<AuthSchema>) {}

  async insert(transaction: Connection, accountId: string, eventId: string): Promise<void> {
    await transaction.insertInto('account_deletions').values({ account_id: accountId, event_id: eventId }).execute();
  }

  find(accountId: string): Promise<AccountDeletionRow | undefined> {
    return this.database
      .selectFrom('account_deletions')
      .selectAll()
      .where('account_id', '=', accountId)
      .executeTakeFirst();
  }

  confirmations(accountId: string): Promise<DeletionConfirmationRow[]> {
    return this.database.selectFrom('deletion_confirmations').selectAll().where('account_id', '=', accountId).execute();
  }

  /** False when the service confirmed before: the first confirmation stands. */
  async confirm(
    transaction: Connection,
    accountId: string,
    service: string,
    removed: Record<string, string>,
  ): Promise<boolean> {
    const result = await transaction
      .insertInto('deletion_confirmations')
      .values({ account_id: accountId, service, removed: JSON.stringify(removed) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    await sql`
      update account_deletions set next_publication_at = null
      where account_id = ${accountId} and (
        select count(*) from deletion_confirmations where account_id = ${accountId}
      ) >= ${deletionParties.length}::int`.execute(transaction);
    return result.numInsertedOrUpdatedRows === 1n;
  }

  /** Those whose event is to be published now. */
  due(limit: number): Promise<AccountDeletionRow[]> {
    return this.database
      .selectFrom('account_deletions')
      .selectAll()
      .where('next_publication_at', '<=', sql<Date>`now()`)
      .orderBy('next_publication_at')
      .limit(limit)
      .execute();
  }

  /** It was published, and is again in a day where somebody has not confirmed by then. */
  async notePublication({ account_id, publications }: AccountDeletionRow): Promise<void> {
    await sql`
      update account_deletions set publications = publications + 1, next_publication_at = now() + interval '1 day'
      where account_id = ${account_id} and publications = ${publications} and next_publication_at is not null`.execute(
      this.database,
    );
  }
}
