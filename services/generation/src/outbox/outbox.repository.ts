import { type Executor, prepared } from '@imageai/db';
import { Inject, Injectable } from '@nestjs/common';
import { type Insertable, type Kysely, sql } from 'kysely';
import type { GenerationSchema, OutboxRow } from '../db/schema.js';
import { DATABASE } from '../tokens.js';

/** A row that is about to be written. */
export type NewMessage = Omit<Insertable<OutboxRow>, 'id' | 'created_at'>;
/** A row that was committed and is to be published. */
export type Message = NewMessage & Pick<OutboxRow, 'id'>;

/** A published row; of work, where the stream keeps it. */
export interface Published {
  readonly message: Message;
  readonly sequence: number;
}

/** Any constant will do: it names the one sweep that may run at a time. */
const sweepLock = 7_310_001;

@Injectable()
export class OutboxRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /**
   * Rows older than the grace period, oldest first, handed to `publish` while no other replica sweeps: two sweeps at
   * once could publish events of one generation out of order, which `for update skip locked` would not prevent.
   */
  async sweep(graceMs: number, limit: number, publish: (messages: Message[]) => Promise<void>): Promise<number> {
    return this.database.transaction().execute(async (transaction) => {
      const lock = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${sweepLock}) as mine`.execute(
        transaction,
      );
      if (!lock.rows[0]?.mine) return 0;
      const messages = await transaction
        .selectFrom('outbox')
        .selectAll()
        .where('created_at', '<=', sql<Date>`clock_timestamp() - ${graceMs} * interval '1 millisecond'`)
        .orderBy('id')
        .limit(limit)
        .execute();
      if (messages.length > 0) await publish(messages);
      return messages.length;
    });
  }

  /**
   * Forgets published rows and keeps the sequences of work. Not durable on purpose: a row that comes back after a crash
   * of Postgres is published again under its id, which JetStream and the consumers recognise.
   */
  async complete(published: readonly Published[], executor: Executor<GenerationSchema> = this.database): Promise<void> {
    const work = published.filter(({ message }) => message.image_id !== null);
    const ids = published.map(({ message }) => message.id);
    const images = work.map(({ message }) => message.image_id);
    const dispatches = work.map(({ message }) => message.dispatch);
    const sequences = work.map(({ sequence }) => sequence);
    await sql`${prepared('complete_outbox')}
      with relaxed as (select set_config('synchronous_commit', 'off', true)),
      gone as (delete from outbox where id = any(${ids}::bigint[])),
      locked as materialized (
        select i.id, w.sequence
        from unnest(${images}::text[], ${dispatches}::int[], ${sequences}::bigint[]) as w (id, dispatch, sequence)
        join images i on i.id = w.id and i.dispatches = w.dispatch
        order by i.id for update of i
      ),
      kept as (update images i set message_sequence = locked.sequence from locked where i.id = locked.id)
      select 1 from relaxed`.execute(executor);
  }

  async pending(): Promise<number> {
    const { rows } = await sql<{ pending: number }>`select count(*)::int as pending from outbox`.execute(this.database);
    return rows[0]?.pending ?? 0;
  }
}
