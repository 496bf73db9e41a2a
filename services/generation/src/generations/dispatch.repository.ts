import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { jsonRows } from '../db/json-rows.js';
import type { GenerationRow, GenerationSchema, ImageRow } from '../db/schema.js';
import type { Message, NewMessage } from '../outbox/outbox.repository.js';
import { DATABASE } from '../tokens.js';

/** Hands waiting images to the workers, as many as an account's concurrency allows. */
@Injectable()
export class DispatchRepository {
  constructor(@Inject(DATABASE) private readonly database: Kysely<GenerationSchema>) {}

  /** Accounts whose waiting images could go: a crash between a change and the dispatch after it leaves such. */
  async dispatchable(limit: number): Promise<string[]> {
    const rows = await this.database
      .selectFrom('accounts')
      .select('account_id')
      .where('waiting', '>', 0)
      .whereRef('in_use', '<', 'concurrency')
      .limit(limit)
      .execute();
    return rows.map((row) => row.account_id);
  }

  /**
   * Dispatches in the order of acceptance. The account's row is locked by a statement of its own: the next one then
   * sees every image that was accepted before.
   */
  async dispatch(
    accountId: string,
    now: Date,
    message: (generation: GenerationRow, image: ImageRow) => NewMessage,
  ): Promise<Message[]> {
    return this.database.transaction().execute(async (transaction) => {
      const account = await transaction
        .selectFrom('accounts')
        .selectAll()
        .where('account_id', '=', accountId)
        .forUpdate()
        .executeTakeFirst();
      const free = Math.min((account?.concurrency ?? 0) - (account?.in_use ?? 0), account?.waiting ?? 0);
      if (free <= 0) return [];
      const { rows: images } = await sql<ImageRow>`
        update images i
        set status = 'dispatched', dispatches = i.dispatches + 1, last_heartbeat_at = ${now}
        from (
          select id from images where account_id = ${accountId} and status = 'waiting' order by position limit ${free}
        ) next
        where i.id = next.id returning i.*`.execute(transaction);
      if (images.length === 0) return [];
      const generations = await transaction
        .updateTable('generations')
        .set({ version: sql`greatest(version + 1, ${now.getTime()}::bigint)` })
        .where('id', 'in', [...new Set(images.map((image) => image.generation_id))])
        .returningAll()
        .execute();
      const byId = new Map(generations.map((generation) => [generation.id, generation]));
      const messages = images
        .sort((one, other) => one.position - other.position)
        .flatMap((image) => {
          const generation = byId.get(image.generation_id);
          return generation ? [message(generation, image)] : [];
        });
      const { rows: sent } = await sql<{ id: number; message_id: string }>`
        with counted as (
          update accounts set in_use = in_use + ${images.length}, waiting = waiting - ${images.length}
          where account_id = ${accountId}
        )
        insert into outbox (kind, subject, message_id, payload, generation_id, image_id, dispatch)
        select kind, subject, message_id, payload, generation_id, image_id, dispatch
        from jsonb_populate_recordset(null::outbox, ${jsonRows(messages)}::jsonb)
        returning id, message_id`.execute(transaction);
      const ids = new Map(sent.map((row) => [row.message_id, row.id]));
      return messages.map((each) => ({ ...each, id: ids.get(each.message_id) ?? 0 }));
    });
  }
}
