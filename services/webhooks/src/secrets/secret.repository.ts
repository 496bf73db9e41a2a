import { type Executor, earlierRequest, type KeyedRequest } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { SecretRow, WebhooksSchema } from '../db/schema.js';
import { DATABASE } from '../tokens.js';
import type { Sealed } from './secret-box.js';

export interface Rotation {
  readonly secret: Sealed;
  readonly overlapEnd: Date;
  /** That may sign at once. */
  readonly most: number;
  readonly request: KeyedRequest | undefined;
}

@Injectable()
export class SecretRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<WebhooksSchema>) {}

  /** Those that sign now, the newest first. */
  inForce(ownerIds: readonly string[], now: Date): Promise<SecretRow[]> {
    return this.database
      .selectFrom('secrets')
      .selectAll()
      .where('owner_id', 'in', ownerIds)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
      .orderBy('id', 'desc')
      .execute();
  }

  /** An owner's first one; where there is one already, that stays. */
  async insertFirst(
    ownerId: string,
    { keyName, bytes }: Sealed,
    now: Date,
    executor: Executor<WebhooksSchema> = this.database,
  ): Promise<void> {
    await executor
      .insertInto('secrets')
      .values({ owner_id: ownerId, key_name: keyName, sealed: bytes, created_at: now, expires_at: null })
      .onConflict((conflict) => conflict.column('owner_id').where('expires_at', 'is', null).doNothing())
      .execute();
  }

  /**
   * The new one signs from now on, those before until the end of the overlap, or earlier where they would have ended
   * anyway. "full" when more than `most` would sign then; "earlier" when the request has rotated before.
   */
  rotate(
    ownerId: string,
    { secret: { keyName, bytes }, overlapEnd, most, request }: Rotation,
    now: Date,
  ): Promise<'rotated' | 'earlier' | 'full'> {
    return this.database
      .transaction()
      .execute(async (transaction) => {
        if (request && (await earlierRequest(transaction, request, {}, now))) return 'earlier' as const;
        // Two rotations at once: the second one also ends what the first one made.
        await sql`select pg_advisory_xact_lock(hashtextextended(${ownerId}, 0))`.execute(transaction);
        await transaction
          .updateTable('secrets')
          .set({ expires_at: sql<Date>`least(expires_at, ${overlapEnd}::timestamptz)` })
          .where('owner_id', '=', ownerId)
          .execute();
        await transaction
          .deleteFrom('secrets')
          .where('owner_id', '=', ownerId)
          .where('expires_at', '<=', now)
          .execute();
        const { count } = await transaction
          .selectFrom('secrets')
          .select((select) => select.fn.countAll<number>().as('count'))
          .where('owner_id', '=', ownerId)
          .executeTakeFirstOrThrow();
        if (count >= most) throw new TooManySecrets();
        await transaction
          .insertInto('secrets')
          .values({ owner_id: ownerId, key_name: keyName, sealed: bytes, created_at: now, expires_at: null })
          .execute();
        return 'rotated' as const;
      })
      .catch((error: unknown) => {
        if (error instanceof TooManySecrets) return 'full' as const;
        throw error;
      });
  }

  /** Some that are sealed with another key than this. */
  sealedOtherwise(keyName: string, limit: number): Promise<SecretRow[]> {
    return this.database.selectFrom('secrets').selectAll().where('key_name', '<>', keyName).limit(limit).execute();
  }

  async reseal(id: number, { keyName, bytes }: Sealed): Promise<void> {
    await this.database.updateTable('secrets').set({ key_name: keyName, sealed: bytes }).where('id', '=', id).execute();
  }
}

/** Takes the rotation back. */
class TooManySecrets extends Error {}
