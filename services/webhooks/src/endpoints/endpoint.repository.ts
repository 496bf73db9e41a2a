import { Inject, Injectable } from '@nestjs/common';
import { type Insertable, type Kysely, sql, type Updateable } from 'kysely';
import type { EndpointRow, WebhooksSchema } from '../db/schema.js';
import { SecretRepository } from '../secrets/secret.repository.js';
import type { Sealed } from '../secrets/secret-box.js';
import { DATABASE } from '../tokens.js';

export type NewEndpoint = Insertable<WebhooksSchema['endpoints']>;
export type EndpointChange = Pick<Updateable<WebhooksSchema['endpoints']>, 'url' | 'description' | 'event_types'> & {
  readonly disabled?: boolean;
};

@Injectable()
export class EndpointRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>,
    private readonly secrets: SecretRepository,
  ) {}

  /** The endpoint with its secret; "full" when its account has as many as `most`, "taken" when the id is in use. */
  insert(endpoint: NewEndpoint, secret: Sealed, now: Date, most: number): Promise<EndpointRow | 'full' | 'taken'> {
    return this.database.transaction().execute(async (transaction) => {
      // Two creations at once must not both be the last that fits.
      await sql`select pg_advisory_xact_lock(hashtextextended(${endpoint.account_id}, 0))`.execute(transaction);
      const { count } = await transaction
        .selectFrom('endpoints')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where('account_id', '=', endpoint.account_id)
        .executeTakeFirstOrThrow();
      const taken = await transaction
        .selectFrom('endpoints')
        .select('id')
        .where('id', '=', endpoint.id)
        .executeTakeFirst();
      if (taken !== undefined) return 'taken';
      if (count >= most) return 'full';
      await this.secrets.insertFirst(endpoint.id, secret, now, transaction);
      return transaction.insertInto('endpoints').values(endpoint).returningAll().executeTakeFirstOrThrow();
    });
  }

  find(accountId: string, id: string): Promise<EndpointRow | undefined> {
    return this.database
      .selectFrom('endpoints')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  list(accountId: string): Promise<EndpointRow[]> {
    return this.database
      .selectFrom('endpoints')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('id', 'desc')
      .execute();
  }

  byIds(ids: readonly string[]): Promise<EndpointRow[]> {
    return this.database.selectFrom('endpoints').selectAll().where('id', 'in', ids).execute();
  }

  /** Of these accounts, those that are not disabled. */
  enabled(accountIds: readonly string[]): Promise<EndpointRow[]> {
    return this.database
      .selectFrom('endpoints')
      .selectAll()
      .where('account_id', 'in', accountIds)
      .where('disabled', '=', false)
      .orderBy('id')
      .execute();
  }

  /** Disabling what is disabled keeps reason and time; enabling, and another URL, forget since when it failed. */
  update(accountId: string, id: string, change: EndpointChange, now: Date): Promise<EndpointRow | undefined> {
    const { disabled, ...columns } = change;
    return this.database
      .updateTable('endpoints')
      .set({
        ...columns,
        // The statement needs a column to set, also where nothing changes.
        id,
        ...(columns.url !== undefined && { failing_since: null }),
        ...(disabled === true && {
          disabled: true,
          disabled_at: sql<Date>`coalesce(disabled_at, ${now}::timestamptz)`,
        }),
        ...(disabled === false && { disabled: false, disabled_reason: '', disabled_at: null, failing_since: null }),
      })
      .where('account_id', '=', accountId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
  }

  /** Its secrets go with it; false when there was none. */
  delete(accountId: string, id: string): Promise<boolean> {
    return this.database.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('endpoints')
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await transaction.deleteFrom('secrets').where('owner_id', '=', id).execute();
      return true;
    });
  }
}
