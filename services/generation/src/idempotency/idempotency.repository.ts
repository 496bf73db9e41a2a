import { prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { GenerationSchema, IdempotencyKeyRow } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

/** A key counts for one account and route. */
export type KeyName = Pick<IdempotencyKeyRow, 'account_id' | 'route' | 'key'>;
export type NewClaim = KeyName & Pick<IdempotencyKeyRow, 'fingerprint' | 'generation_id' | 'expires_at'>;

@Injectable()
export class IdempotencyRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /**
   * Takes a key that is free, that nobody holds any more, or whose work ended without an image; whether it did. Of many at
   * once one does: the others wait for its row and then find it taken. Not durable on purpose: where a crash of Postgres
   * takes a claim, the job that it was for is refused.
   */
  async claim(claim: NewClaim, now: Date): Promise<boolean> {
    const { rows } = await sql<{ taken: boolean }>`${prepared('claim_idempotency_key')}
      with relaxed as (select set_config('synchronous_commit', 'off', true)),
      claimed as (
        insert into idempotency_keys as k (account_id, route, key, fingerprint, generation_id, bound, expires_at)
        values (${claim.account_id}, ${claim.route}, ${claim.key}, ${claim.fingerprint}, ${claim.generation_id}, false,
          ${claim.expires_at})
        on conflict (account_id, route, key) do update set
          fingerprint = excluded.fingerprint, generation_id = excluded.generation_id, bound = false,
          expires_at = excluded.expires_at
        where k.expires_at <= ${now}
          or (not k.bound and k.generation_id = excluded.generation_id)
          or (k.bound and k.fingerprint = excluded.fingerprint and exists (
            select from generations g where g.id = k.generation_id and g.status in ('failed', 'cancelled', 'expired')
          ))
        returning generation_id
      )
      select claimed.generation_id is not null as taken from relaxed left join claimed on true`.execute(this.database);
    return rows[0]?.taken ?? false;
  }

  async find({ account_id, route, key }: KeyName): Promise<IdempotencyKeyRow | undefined> {
    return this.database
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('account_id', '=', account_id)
      .where('route', '=', route)
      .where('key', '=', key)
      .executeTakeFirst();
  }

  /** Gives a claim back; a key that has its generation stays. */
  async release({ account_id, route, key }: KeyName, generationId: string): Promise<void> {
    await this.database
      .deleteFrom('idempotency_keys')
      .where('account_id', '=', account_id)
      .where('route', '=', route)
      .where('key', '=', key)
      .where('generation_id', '=', generationId)
      .where('bound', '=', false)
      .execute();
  }

  /** Forgets claims that were given up and keys that were kept long enough, oldest first; how many. */
  async forget(now: Date, limit: number): Promise<number> {
    const { rows } = await sql<{ gone: number }>`
      with old as materialized (
        select account_id, route, key from idempotency_keys where expires_at <= ${now}
        order by expires_at limit ${limit} for update skip locked
      ),
      gone as (
        delete from idempotency_keys k using old
        where k.account_id = old.account_id and k.route = old.route and k.key = old.key
        returning k.key
      )
      select count(*)::int as gone from gone`.execute(this.database);
    return rows[0]?.gone ?? 0;
  }
}
