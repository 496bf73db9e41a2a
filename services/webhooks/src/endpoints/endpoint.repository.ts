import { earlierRequest, type KeyedRequest } from '@imageai/db';
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

/** What became of a creation; "full": its account has as many as it may, "taken": the id is in use. */
export type Insertion =
  | { readonly made: EndpointRow }
  | { readonly earlier: { readonly endpointId: string } }
  | 'full'
  | 'taken';

/** A test event and its one delivery. */
export interface TestIds {
  readonly eventId: string;
  readonly deliveryId: string;
}

@Injectable()
export class EndpointRepository {
  constructor(
    @Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>,
    private readonly secrets: SecretRepository,
  ) {}

  /** The endpoint with its secret, if its account has fewer than `most`; or which one the request has made before. */
  insert(
    endpoint: NewEndpoint,
    secret: Sealed,
    now: Date,
    most: number,
    request: KeyedRequest | undefined,
  ): Promise<Insertion> {
    const insertion = this.database.transaction().execute(async (transaction): Promise<Insertion> => {
      const earlier = request && (await earlierRequest(transaction, request, { endpointId: endpoint.id }, now));
      if (earlier !== undefined) return { earlier };
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
      if (taken !== undefined) throw new NotInserted('taken');
      if (count >= most) throw new NotInserted('full');
      await this.secrets.insertFirst(endpoint.id, secret, now, transaction);
      const made = await transaction.insertInto('endpoints').values(endpoint).returningAll().executeTakeFirstOrThrow();
      return { made };
    });
    return insertion.catch((error: unknown) => {
      if (error instanceof NotInserted) return error.reason;
      throw error;
    });
  }

  /** The test that this request has sent before; otherwise these ids are noted for it. */
  earlierTest(request: KeyedRequest, ids: TestIds, now: Date): Promise<TestIds | undefined> {
    return this.database.transaction().execute((transaction) => earlierRequest(transaction, request, ids, now));
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

/** Takes back the note on the request, too: a refused one is as if it had not been sent. */
class NotInserted extends Error {
  constructor(readonly reason: 'full' | 'taken') {
    super(reason);
  }
}
